package dev.tributary.gateway;

import dev.tributary.gateway.ConfigResult.ConfigProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary config}. */
@Command(
    name = "config",
    description = "Checks a configuration file, or prints its JSON Schema.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(check | schema)")
final class ConfigCommand {

  @Spec private CommandSpec spec;

  @Command(
      name = "check",
      description = "Reports every problem of a configuration file.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:the file is valid", "1:it is not", "2:it cannot be read"})
  int check(@Parameters(paramLabel = "FILE", defaultValue = "tributary.yaml") Path file) {
    var out = spec.commandLine().getOut();
    return switch (load(file)) {
      case ConfigResult.Valid valid -> {
        out.println(file + ": valid");
        yield Tributary.DONE;
      }
      case ConfigResult.Invalid invalid -> {
        out.print(report(file, invalid));
        out.flush();
        yield Tributary.FAILED;
      }
    };
  }

  @Command(
      name = "schema",
      description = "Prints the JSON Schema of tributary.yaml.",
      mixinStandardHelpOptions = true)
  int schema() {
    try (InputStream schema = ConfigCommand.class.getResourceAsStream("tributary.schema.json")) {
      if (schema == null) {
        throw new IllegalStateException("the JSON Schema is not on the class path");
      }
      spec.commandLine().getOut().print(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
      spec.commandLine().getOut().flush();
      return Tributary.DONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ConfigResult load(Path file) {
    return parse(InputException.read(file), file);
  }

  /**
   * @param file where the text is from
   */
  static ConfigResult parse(String text, Path file) {
    return new ConfigReader(new Substitution(System::getenv, directory(file))).read(text);
  }

  /** What relative paths in a configuration file are relative to. */
  static Path directory(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("") : parent;
  }

  static String report(Path file, ConfigResult.Invalid invalid) {
    StringBuilder out = new StringBuilder();
    for (ConfigProblem problem : invalid.problems()) {
      out.append(file).append(':').append(problem.line()).append(": ");
      if (!problem.path().isEmpty()) {
        out.append(problem.path()).append(": ");
      }
      out.append(problem.message()).append('\n');
    }
    return out.toString();
  }
}
