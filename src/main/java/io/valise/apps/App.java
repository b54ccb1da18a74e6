package io.valise.apps;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/** An app of a project. What it is configured with is in its revisions. */
@MongoEntity(collection = "apps")
public class App extends ReactivePanacheMongoEntityBase {
    @BsonId
    public ObjectId id;

    public ObjectId project;
    public String name;
    public String clientAppId;
    public Location location;
    public String deploymentModel;
    /** In UNIX seconds. */
    public long createdAt;

    public boolean uiDraftsDisabled;
    /** When the deploy configuration was last changed, in UNIX seconds. */
    public long deployConfigModified;

    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("project", "name"), unique),
                new IndexModel(Indexes.ascending("clientAppId"), unique));
    }

    /** The name in lower case, a hyphen and five letters. */
    static String clientAppId(String name, RandomGenerator random) {
        StringBuilder id = new StringBuilder(name.toLowerCase(java.util.Locale.ROOT)).append('-');
        random.ints(5, 'a', 'z' + 1).forEach(id::appendCodePoint);
        return id.toString();
    }
}
