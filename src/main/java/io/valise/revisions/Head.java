package io.valise.revisions;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/**
 * Where the search for an app's newest revision begins. Only a hint: it is moved after the commit, so it may lag
 * behind, but is never ahead, and no revision after it is ever removed.
 */
@MongoEntity(collection = "heads")
public class Head extends ReactivePanacheMongoEntityBase {
    /** The app. */
    @BsonId
    public ObjectId id;

    public long number;
}
