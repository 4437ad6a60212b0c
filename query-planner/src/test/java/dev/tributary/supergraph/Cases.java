package dev.tributary.supergraph;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Test cases in text files, to be read without opening Java.
 *
 * <p>A case begins with {@code === title}; lines of {@code ---} part its sections. What stands
 * before the first title is for people.
 */
public final class Cases {
  private Cases() {}

  /** One case; its name in test reports is the title. */
  public record Case(String title, List<String> sections) {
    /** Section {@code index}, stripped; empty when there is none. */
    public String section(int index) {
      return index < sections.size() ? sections.get(index) : "";
    }

    @Override
    public String toString() {
      return title;
    }
  }

  /** The cases of a resource beside {@code test}. */
  public static Stream<Case> of(Class<?> test, String resource) {
    List<Case> cases = new ArrayList<>();
    String[] blocks = text(test, resource).split("(?m)^=== ");
    for (String block : Arrays.asList(blocks).subList(1, blocks.length)) {
      int titleEnd = block.indexOf('\n');
      List<String> sections =
          Stream.of(block.substring(titleEnd + 1).split("(?m)^---$")).map(String::strip).toList();
      cases.add(new Case(block.substring(0, titleEnd).strip(), sections));
    }
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(resource + " has no cases");
    }
    return cases.stream();
  }

  /** The text of a resource beside {@code test}. */
  public static String text(Class<?> test, String resource) {
    try (InputStream in = test.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource + " beside " + test);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
