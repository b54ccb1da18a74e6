package io.valise;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Keeps the README's table of settings in sync with the code: it is generated from the {@code @ConfigMapping}
 * interfaces, their defaults and their Javadoc. {@code ./mvnw test -Dtest=SettingsTableTest -Dupdate} writes it.
 */
class SettingsTableTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern TABLE = Pattern.compile("(?s)(<!-- settings -->\n).*?(<!-- /settings -->)");

    @Test
    void the_readme_lists_every_setting_with_its_default() throws IOException {
        String readme = Files.readString(README);
        String updated = TABLE.matcher(readme)
                .replaceFirst(match -> Matcher.quoteReplacement(match.group(1) + table() + match.group(2)));
        if (System.getProperty("update") != null) {
            Files.writeString(README, updated);
        }
        assertThat(Files.readString(README)).isEqualTo(updated).contains("`VALISE_DATA_DIR`");
    }

    private static String table() {
        Map<String, String> rows = new TreeMap<>();
        try {
            for (CompilationUnitTree unit : parse()) {
                for (Tree type : unit.getTypeDecls()) {
                    String prefix = annotation((ClassTree) type, ((ClassTree) type).getModifiers(), "ConfigMapping");
                    if (prefix != null) {
                        settings(prefix, new TreePath(new TreePath(unit), type), rows);
                    }
                }
            }
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        return "| Variable | Default | What it sets |\n|---|---|---|\n" + String.join("", rows.values());
    }

    private static final List<DocTrees> DOCS = new ArrayList<>();

    private static Iterable<? extends CompilationUnitTree> parse() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<Path> files =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            var manager = compiler.getStandardFileManager(null, null, null);
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            DOCS.add(DocTrees.instance(task));
            return task.parse();
        }
    }

    private static void settings(String prefix, TreePath type, Map<String, String> rows) {
        ClassTree owner = (ClassTree) type.getLeaf();
        for (Tree member : owner.getMembers()) {
            if (member instanceof MethodTree method && method.getBody() == null) {
                String name = prefix + "." + kebab(method.getName().toString());
                ClassTree group = group(owner, method);
                if (group != null) {
                    settings(name, new TreePath(type, group), rows);
                } else {
                    rows.put(name, row(name, method, new TreePath(type, method)));
                }
            }
        }
    }

    private static @Nullable ClassTree group(ClassTree owner, MethodTree method) {
        String returned = method.getReturnType().toString();
        return owner.getMembers().stream()
                .filter(member -> member instanceof ClassTree nested
                        && nested.getSimpleName().contentEquals(returned))
                .map(ClassTree.class::cast)
                .findFirst()
                .orElse(null);
    }

    private static String row(String name, MethodTree method, TreePath path) {
        String standard = annotation((ClassTree) path.getParentPath().getLeaf(), method.getModifiers(), "WithDefault");
        String doc = DOCS.get(DOCS.size() - 1).getDocComment(path);
        assertThat(doc).as("the Javadoc of %s", name).isNotBlank();
        String variable = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return "| `" + variable + "` | " + (standard == null ? "" : "`" + standard + "`") + " | " + markdown(doc)
                + " |\n";
    }

    private static String markdown(String javadoc) {
        return javadoc.strip()
                .replaceAll("\\s+", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link #?([^} ]*)}", "`$1`")
                .replaceAll("<p> ?", "")
                .replace("|", "\\|");
    }

    /** The annotation's single string, without quotes; null if it is absent. */
    private static @Nullable String annotation(ClassTree type, ModifiersTree modifiers, String name) {
        return modifiers.getAnnotations().stream()
                .filter(found -> found.getAnnotationType().toString().equals(name))
                .map(AnnotationTree::toString)
                .map(text -> text.contains("\"") ? text : constant(type, text))
                .map(text -> text.substring(text.indexOf('"') + 1, text.lastIndexOf('"')))
                .findFirst()
                .orElse(null);
    }

    /** The type's constant that the annotation names. */
    private static String constant(ClassTree type, String annotation) {
        return type.getMembers().stream()
                .filter(member -> member instanceof VariableTree constant
                        && annotation.contains(constant.getName().toString()))
                .map(Tree::toString)
                .findFirst()
                .orElseThrow();
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
