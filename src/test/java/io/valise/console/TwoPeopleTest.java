package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two people, each with a draft of the same app. */
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
        assertThat(ada.says("It was changed by another deployment, by Bo.")).isVisible();
        assertThat(ada.button("Deploy 2 changes")).isDisabled();
        ada.button("Keep mine").click();
        assertThat(ada.says("in conflict")).isHidden();
        ada.button("Deploy 2 changes").click();

        assertThat(ada.heading("Revision 4")).isVisible();
        Assertions.assertThat(value()).isEqualTo("from Ada");
    }

    @Test
    void or_theirs_can_be_left_standing() {
        Person ada = bothChange();

        ada.button("Leave greeting out of the draft").click();
        ada.button("Deploy 1 change").click();

        assertThat(ada.heading("Revision 4")).isVisible();
        Assertions.assertThat(value()).isEqualTo("from Bo");
    }

    @Test
    void one_notices_what_the_other_deploys_while_typing() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.button("Create value").click();
        ada.field("Name").fill("shape");

        api.by("mongodb-baas-cli").value("size", 3);

        assertThat(ada.page.locator(".news")).containsText("deployed");
        assertThat(ada.field("Name")).hasValue("shape");
        ada.button("Cancel").click();
        ada.button("Throw away").click();
        assertThat(ada.row("size", "Value")).isVisible();
    }

    /** Ada with her review open, after Bo has deployed another change of the same value. */
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
        Map<String, Object> now = api.get("/values/" + greeting).jsonPath().getMap("");
        return String.valueOf(now.get("value"));
    }
}
