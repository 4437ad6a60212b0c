package dev.tributary.samples.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The libraries' public interface, member by member, in a file: it changes when somebody means it
 * to. Run with {@code -Dgolden.update=true} to write the file anew, then review the difference.
 */
class PublicApiTest {

  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/tributary/samples/library/public-api.txt");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(dev\\.tributary\\.\\w+)` \\| (.*) \\|$", Pattern.MULTILINE);
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  @Test
  void isWhatTheListSays() throws IOException {
    String api = String.join("\n", list()) + "\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, api);
    }
    assertThat(api).isEqualTo(Files.readString(GOLDEN));
  }

  private static List<String> list() throws IOException {
    Set<String> stable = stableTypes();
    List<String> lines = new ArrayList<>();
    Set<String> found = new TreeSet<>();
    new ClassFileImporter()
        .importPackages(stable.stream().map(PublicApiTest::packageOf).distinct().toList()).stream()
            .filter(type -> stable.contains(outermost(type)))
            .filter(type -> isPublic(type.getModifiers()))
            .sorted((one, other) -> one.getName().compareTo(other.getName()))
            .forEach(
                type -> {
                  found.add(outermost(type));
                  lines.add(type.getName());
                  lines.addAll(members(type));
                });
    assertThat(found).isEqualTo(stable);
    return lines;
  }

  /** Those of the guide's table. */
  private static Set<String> stableTypes() throws IOException {
    Set<String> types = new TreeSet<>();
    ROW.matcher(Files.readString(Path.of("..", "docs", "library.md")))
        .results()
        .forEach(
            row -> {
              for (String name : row.group(2).split(", ")) {
                types.add(row.group(1) + "." + name.replace("`", ""));
              }
            });
    assertThat(types).isNotEmpty();
    return types;
  }

  private static String packageOf(String type) {
    return type.substring(0, type.lastIndexOf('.'));
  }

  private static String outermost(JavaClass type) {
    int nested = type.getName().indexOf('$');
    return nested < 0 ? type.getName() : type.getName().substring(0, nested);
  }

  private static Set<String> members(JavaClass type) {
    return type.getMembers().stream()
        .filter(member -> isPublic(member.getModifiers()))
        .filter(member -> !OF_EVERY_OBJECT.contains(member.getName()))
        .map(member -> "  " + text(member))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(JavaMember member) {
    return member instanceof JavaCodeUnit unit
        ? unit.getName()
            + unit.getParameters().stream()
                .map((JavaParameter parameter) -> parameter.getType().getName())
                .collect(Collectors.joining(", ", "(", ")"))
            + " "
            + unit.getReturnType().getName()
        : member.getName();
  }

  private static boolean isPublic(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) && !modifiers.contains(JavaModifier.SYNTHETIC);
  }
}
