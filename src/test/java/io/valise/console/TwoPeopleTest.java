package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two people, each with their own draft of the same app. */
@QuarkusTest
class TwoPeopleTest extends BrowserTest {
    private String greeting;

    @BeforeEach
    void bothAreAtIt() {
        greeting = api.value("greeting", "hello");
        api.value("colour", "red");
    }

    @Test
    void a_conflict_is_shown_where_it_is_and_mine_can_be_kept() {
        Person ada = bothChange();

        assertThat(ada.says("One change is in conflict with a newer deployment."))
                .isVisible();
        assertThat(ada.says("It was changed by another deployment, by Bo")).isVisible();
        assertThat(ada.says("What Bo deployed:")).isVisible();
        assertThat(ada.button("Deploy 2 changes")).isDisabled();
        assertThat(ada.button("Apply choices")).isDisabled();
        ada.decide("greeting", "Keep mine");
        ada.button("Apply choices").click();
        assertThat(ada.says("in conflict")).isHidden();
        assertThat(ada.heading("Review")).isFocused();
        ada.button("Deploy 2 changes").click();

        assertThat(ada.heading("Revision 4")).isVisible();
        Assertions.assertThat(value()).isEqualTo("from Ada");
    }

    @Test
    void or_theirs_can_be_taken() {
        Person ada = bothChange();

        ada.decide("greeting", "Take theirs");
        ada.button("Apply choices").click();
        ada.button("Deploy 1 change").click();

        assertThat(ada.heading("Revision 4")).isVisible();
        Assertions.assertThat(value()).isEqualTo("from Bo");
    }

    @Test
    void or_the_change_is_left_out_of_the_draft() {
        Person ada = bothChange();

        ada.button("Leave out greeting").click();
        ada.button("Deploy 1 change").click();

        assertThat(ada.heading("Revision 4")).isVisible();
        Assertions.assertThat(value()).isEqualTo("from Bo");
    }

    @Test
    void conflicts_are_decided_one_by_one() {
        Person ada = bothChange();
        String colour = api.read("/values").getString("[?(@.name == 'colour')]._id");
        api.put("/values/" + colour, Map.of("name", "colour", "value", "blue")).statusCode(200);

        assertThat(ada.says("2 changes are in conflict with a newer deployment."))
                .isVisible();
        ada.decide("greeting", "Keep mine");
        assertThat(ada.says("1 of 2 decided")).isVisible();
        assertThat(ada.button("Apply choices")).isDisabled();
        ada.decide("colour", "Take theirs");
        ada.button("Apply choices").click();
        ada.button("Deploy 1 change").click();

        assertThat(ada.heading("Revision 5")).isVisible();
        Assertions.assertThat(value()).isEqualTo("from Ada");
        Assertions.assertThat(api.read("/values/" + colour).getString("value")).isEqualTo("blue");
    }

    @Test
    void a_deployment_that_comes_while_one_decides_is_decided_again() {
        Person ada = bothChange();
        ada.decide("greeting", "Keep mine");
        ada.page.route(
                "**/rebase",
                route -> {
                    api.put("/values/" + greeting, Map.of("name", "greeting", "value", "once more"))
                            .statusCode(200);
                    route.resume();
                },
                new Page.RouteOptions().setTimes(1));

        ada.button("Apply choices").click();

        assertThat(ada.says("There was another deployment in the meantime.")).isVisible();
        assertThat(ada.button("Apply choices")).isDisabled();
        ada.decide("greeting", "Keep mine");
        ada.button("Apply choices").click();
        ada.button("Deploy 2 changes").click();
        assertThat(ada.heading("Revision 5")).isVisible();
        Assertions.assertThat(value()).isEqualTo("from Ada");
    }

    @Test
    void a_conflict_about_a_secret_shows_no_content() {
        String key = api.secret("api-key", MadeUp.content("first"));
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.button("api-key").click();
        ada.field("New content").fill(MadeUp.content("from Ada"));
        ada.save();
        Person bo = person("Bo");
        by(bo, "mongodb-baas-cli")
                .put("/secrets/" + key, Map.of("name", "api-key", "value", MadeUp.content("from Bo")))
                .statusCode(204);

        ada.review();

        assertThat(ada.says("It was changed by another deployment, by Bo")).isVisible();
        Assertions.assertThat(ada.page.content()).doesNotContain(MadeUp.MARK);
        ada.decide("api-key", "Take theirs");
        ada.button("Apply choices").click();
        assertThat(ada.heading("Nothing to review")).isVisible();
    }

    @Test
    void a_draft_stays_on_its_base_and_is_moved_to_the_newest_when_asked() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.changeValue("greeting", "\"from Ada\"");
        api.value("size", 3);
        api.value("shape", "round");

        assertThat(ada.says("2 deployments came after your draft’s base.")).isVisible();
        assertThat(ada.button("size")).isHidden();
        ada.review();
        assertThat(ada.says("They changed nothing that your draft changes.")).isVisible();
        ada.button("Move to the newest").click();
        assertThat(ada.says("came after your draft’s base")).isHidden();
        ada.link("Values").click();
        assertThat(ada.button("size")).isVisible();
        ada.review();
        ada.button("Deploy 1 change").click();
        assertThat(ada.heading("Revision 5")).isVisible();
    }

    @Test
    void one_notices_what_the_other_deploys_while_typing() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.button("Create value").click();
        ada.field("Name").fill("shape");

        api.by("mongodb-baas-cli").value("size", 3);

        assertThat(ada.page.locator(".news")).containsText("You see the newest state.");
        assertThat(ada.field("Name")).hasValue("shape");
        ada.button("Cancel").click();
        ada.button("Throw away").click();
        assertThat(ada.row("size", "Value")).isVisible();
    }

    /** Ada's review is open after Bo has deployed another change of the same value. */
    private Person bothChange() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.changeValue("greeting", "\"from Ada\"");
        ada.changeValue("colour", "\"green\"");
        Person bo = person("Bo");
        bo.logIn();
        bo.openValues();
        bo.changeValue("greeting", "\"from Bo\"");
        bo.review();
        bo.button("Deploy 1 change").click();
        assertThat(bo.heading("Revision 3")).isVisible();
        ada.review();
        return ada;
    }

    private String value() {
        Map<String, Object> now = api.get("/values/" + greeting).getMap("");
        return String.valueOf(now.get("value"));
    }
}
