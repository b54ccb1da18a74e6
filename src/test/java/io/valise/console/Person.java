package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URL;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;

/**
 * A person at a browser, and their actions in the console. Elements are found by their text, as people and screen
 * readers find them.
 */
final class Person {
    /** The window size and colour scheme. */
    record Look(int width, int height, ColorScheme colours) {
        static final Look LIGHT = new Look(1280, 800, ColorScheme.LIGHT);
        static final Look DARK = new Look(1280, 800, ColorScheme.DARK);
        static final Look SMALL = new Look(360, 720, ColorScheme.LIGHT);
    }

    final Page page;
    final String publicKey;
    final String privateKey;
    private final String home;
    private final String app;
    private final BrowserContext context;
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    private Person(Person other) {
        home = other.home;
        publicKey = other.publicKey;
        privateKey = other.privateKey;
        app = other.app;
        context = other.context;
        page = context.newPage();
        page.onPageError(other.wrong::add);
    }

    Person(URL address, String publicKey, String privateKey, String app, Look look) {
        this.home = address.toString();
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.app = app;
        this.context = Chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(look.width, look.height)
                        .setColorScheme(look.colours));
        context.setDefaultTimeout(15_000);
        page = context.newPage();
        page.onPageError(wrong::add);
        page.exposeFunction("sawViolation", violation -> wrong.add(String.valueOf(violation[0])));
        page.addInitScript(
                "addEventListener('securitypolicyviolation', event => sawViolation(event.violatedDirective + ' ' +"
                        + " event.blockedURI + ' ' + event.sourceFile + ':' + event.lineNumber + ' ' +"
                        + " (event.composedPath()[0].outerHTML || '').slice(0, 300)))");
    }

    void logIn() {
        page.navigate(home);
        fillIn();
        assertThat(heading("Apps")).isVisible();
    }

    /** Fills in the log-in form on the page. */
    void fillIn() {
        Locator known = page.getByLabel("Public key");
        if (known.isEditable()) {
            known.fill(publicKey);
        }
        page.getByLabel("Private key").fill(privateKey);
        button("Log in").click();
    }

    /** Opens a page of the app, such as {@code values}. */
    void open(String name) {
        page.navigate(home + "#/apps/" + app + "/" + name);
    }

    void openValues() {
        open("values");
        assertThat(heading("Values")).isVisible();
    }

    Locator heading(String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The input with exactly this label. */
    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    /** A row of the table of values, with this name and this text next to it. */
    Locator row(String name, String type) {
        return page.getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^\\s*" + name + "\\b")))
                .filter(new Locator.FilterOptions().setHasText(type));
    }

    /** Chooses from the menu of a value or secret in the table. */
    void act(String item, String action) {
        button("Actions for " + item).click();
        page.getByRole(
                        AriaRole.MENUITEM,
                        new Page.GetByRoleOptions().setName(action).setExact(true))
                .click();
    }

    /** Selects a value or secret in the table. */
    void select(String item) {
        field("Select " + item).check();
    }

    /** The editor of a value. */
    Locator json() {
        return page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Value, as JSON"));
    }

    /** The button that opens a part of the open dialog. */
    Locator toggle(String title) {
        return dialog().getByRole(
                        AriaRole.REGION,
                        new Locator.GetByRoleOptions().setName(title).setExact(true))
                .getByRole(AriaRole.BUTTON)
                .first();
    }

    /** Types JSON into the open dialog's editor. */
    void typeJson(String json) {
        json().click();
        page.keyboard().press("ControlOrMeta+A");
        page.keyboard().insertText(json);
    }

    void choose(String type) {
        page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(type).setExact(true))
                .check(new Locator.CheckOptions().setForce(true));
    }

    /** Saves the open dialog, and waits for it to close. */
    void save() {
        button("Save").click();
        assertThat(dialog()).isHidden();
    }

    /** Saves the open dialog after somebody else has changed the item: the dialog asks what to do. */
    void saveTooLate() {
        // The dialog may have asked by itself, and have no button to save any more.
        page.keyboard().press("ControlOrMeta+Enter");
        assertThat(dialog().getByRole(AriaRole.ALERT)).isFocused();
    }

    void createValue(String name, String json) {
        button("Create value").click();
        field("Name").fill(name);
        typeJson(json);
        save();
    }

    void changeValue(String name, String json) {
        button(name).click();
        assertThat(dialog()).isVisible();
        typeJson(json);
        save();
    }

    /** Decides a conflict in the review: {@code Keep mine} or {@code Take theirs}. */
    void decide(String item, String side) {
        page.getByRole(
                        AriaRole.GROUP,
                        new Page.GetByRoleOptions()
                                .setName("Conflict of " + item)
                                .setExact(true))
                .getByLabel(side)
                .check();
    }

    void review() {
        link("Review & Deploy").click();
        assertThat(heading("Review")).isVisible();
    }

    Locator says(String text) {
        return page.getByText(text).first();
    }

    /** The same person in another tab of the same browser. */
    Person anotherTab() {
        return new Person(this);
    }

    /** The part of the address behind the app, such as {@code values/new}. */
    String place() {
        return page.url().replaceFirst(".*#/apps/[0-9a-f]+/", "");
    }

    void leave() {
        context.close();
    }

    void sawNothingWrong() {
        Assertions.assertThat(wrong).isEmpty();
    }
}
