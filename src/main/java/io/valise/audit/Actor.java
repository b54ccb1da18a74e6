package io.valise.audit;

import org.bson.types.ObjectId;

/**
 * Who makes a request, in which project, and from where. The gate creates one per request and passes it as a parameter
 * to everything below the resource.
 *
 * @param user the id of the API key: the user of drafts and deployments
 * @param publicKey the public half of the API key
 * @param project the project in which the user has a role; its log gets the audit entry
 * @param mayDeploy whether the user may deploy drafts, including those of other users
 */
public record Actor(ObjectId user, String publicKey, ObjectId project, Client client, boolean mayDeploy) {
    /**
     * Whether the user may read secrets through the values that link to them. Today that is every role that may deploy.
     */
    public boolean mayResolve() {
        return mayDeploy;
    }

    /** The kind of client. */
    public Origin origin() {
        return client.origin();
    }
}
