package dev.tributary.execute;

import dev.tributary.plan.FetchStep;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A plan's steps in lines of text, for operators. */
final class StepText {

  /** What clients write into operations is theirs; possessive, so that no text makes it slow. */
  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");

  private StepText() {}

  /** Strings in what services are asked are left out, and so are variables. */
  static String of(List<StepProgram> steps) {
    return steps.stream().map(StepText::line).collect(Collectors.joining("\n"));
  }

  private static String line(StepProgram program) {
    FetchStep step = program.step();
    String after =
        step.dependsOn().isEmpty()
            ? ""
            : step.dependsOn().stream()
                .map(String::valueOf)
                .collect(Collectors.joining(",", " after ", ""));
    return program.id()
        + " "
        + step.subgraph().service()
        + after
        + ": "
        + STRING.matcher(step.document()).replaceAll("\"...\"");
  }
}
