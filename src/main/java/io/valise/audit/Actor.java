package io.valise.audit;

import org.bson.types.ObjectId;

/**
 * Who does something, in which project, and from where. The gate makes one for each request; everything below a
 * resource gets it as a parameter.
 *
 * @param user the id of the API key: the user of drafts and deployments
 * @param publicKey the public half of the API key
 * @param project the project in which the user has a role; the audit entry goes into its log
 * @param mayDeploy whether the user may put drafts live, other people's as well
 */
public record Actor(ObjectId user, String publicKey, ObjectId project, Client client, boolean mayDeploy) {
    /** Whether the user may read secrets, by a value that links to one: of the roles there are, those that may deploy. */
    public boolean mayResolve() {
        return mayDeploy;
    }

    /** The kind of client. */
    public Origin origin() {
        return client.origin();
    }
}
