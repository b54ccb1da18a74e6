package io.valise.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** A draft that is open, and whose it is: what can be asked of it. */
public record OpenDraft(Api owner, String id) {
    public static OpenDraft by(Api owner) {
        return new OpenDraft(owner, owner.draft());
    }

    public String path(String rest) {
        return "/drafts/" + id + rest;
    }

    /** Asks to deploy it, which may be refused. */
    public Answer deploying() {
        return owner.request().post(owner.path(path("/deployment")));
    }

    public void deploy() {
        owner.deploy(id);
    }

    /** Asks to move it to the newest revision. */
    public Answer rebasing() {
        return owner.request().post(owner.path(path("/rebase")));
    }

    /** The same, with a decision on each conflict as of this revision. */
    public Answer rebasing(int revision, List<String> mine, List<String> theirs) {
        return owner.post(path("/rebase"), Map.of("revision", revision, "mine", mine, "theirs", theirs));
    }

    public List<String> diffs() {
        return owner.read(path("/diff")).getList("diffs");
    }

    /** The draft as its owner's listing has it. */
    public Map<String, Object> listed() {
        List<Map<String, Object>> listing = owner.read("/drafts").getList("");
        assertThat(listing).as("the owner's drafts").hasSize(1);
        assertThat(listing.get(0)).containsEntry("_id", id);
        return listing.get(0);
    }
}
