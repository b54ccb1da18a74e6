package io.valise.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** An open draft with its owner, and requests for it. */
public record OpenDraft(Api owner, String id) {
    public static OpenDraft by(Api owner) {
        return new OpenDraft(owner, owner.draft());
    }

    public String path(String rest) {
        return "/drafts/" + id + rest;
    }

    /** Requests its deployment, which may fail. */
    public Answer deploying() {
        return owner.request().post(owner.path(path("/deployment")));
    }

    public void deploy() {
        owner.deploy(id);
    }

    /** Requests its rebase onto the newest revision. */
    public Answer rebasing() {
        return owner.request().post(owner.path(path("/rebase")));
    }

    /** Like {@link #rebasing()}, with a decision on each conflict as of this revision. */
    public Answer rebasing(int revision, List<String> mine, List<String> theirs) {
        return owner.post(path("/rebase"), Map.of("revision", revision, "mine", mine, "theirs", theirs));
    }

    public List<String> diffs() {
        return owner.read(path("/diff")).getList("diffs");
    }

    /** The draft as its owner's listing shows it. */
    public Map<String, Object> listed() {
        List<Map<String, Object>> listing = owner.read("/drafts").getList("");
        assertThat(listing).as("the owner's drafts").hasSize(1);
        assertThat(listing.get(0)).containsEntry("_id", id);
        return listing.get(0);
    }
}
