package io.valise.apps;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.valise.crypto.Damaged;
import io.valise.crypto.Signed;
import io.valise.crypto.SignedFields;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.bson.Document;
import org.bson.types.ObjectId;

/** An app of a project. Its configuration is in its revisions. */
@MongoEntity(collection = "apps")
public class App extends Signed {
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

    public static ReactiveMongoCollection<App> stored() {
        return mongoCollection();
    }

    @Override
    public SignedFields signedFields() {
        return new SignedFields("valise/app/1")
                .id(id)
                .id(project)
                .text(name)
                .text(clientAppId)
                .text(location == null ? null : location.name())
                .text(deploymentModel)
                .number(createdAt)
                .bit(uiDraftsDisabled)
                .number(deployConfigModified);
    }

    @Override
    public Damaged damage() {
        return new Damaged(project, null, "app " + id);
    }

    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("project", "name"), unique),
                new IndexModel(Indexes.ascending("clientAppId"), unique));
    }

    /** The filters for this app's unique indexes. */
    Document[] places() {
        return new Document[] {
            new Document("project", project).append("name", name), new Document("clientAppId", clientAppId)
        };
    }

    /** The name in lower case, a hyphen and five random letters. */
    static String clientAppId(String name, RandomGenerator random) {
        StringBuilder id = new StringBuilder(name.toLowerCase(Locale.ROOT)).append('-');
        random.ints(5, 'a', 'z' + 1).forEach(id::appendCodePoint);
        return id.toString();
    }
}
