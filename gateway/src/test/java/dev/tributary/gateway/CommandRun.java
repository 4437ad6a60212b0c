package dev.tributary.gateway;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs commands, and keeps what they write. */
final class CommandRun {

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  /** What the command ends with. */
  int run(String... arguments) {
    CommandLine commands = Tributary.commandLineFor(arguments);
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    return commands.execute(arguments);
  }

  /** Runs a command, after which the two writers hold what it wrote and no more. */
  int told(String line, String... more) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return run(with(line.split(" "), more));
  }

  static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }
}
