package dev.tributary.gateway;

import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.SettingProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that a registry carries out, with the options that all of them have. */
abstract class RegistryTask implements Callable<Integer> {

  @Mixin private final RegistryArguments registry = new RegistryArguments();

  @Spec private CommandSpec spec;

  /** The same about one of the registry's graphs, which {@code --graph} names. */
  abstract static class OfGraph extends RegistryTask {

    @Mixin private final RegistryArguments.Graph graph = new RegistryArguments.Graph();

    /** As {@link RegistryTask#talk}. */
    abstract int talk(RegistryClient client, GraphId graph)
        throws IOException, InterruptedException;

    @Override
    final int talk(RegistryClient client) throws IOException, InterruptedException {
      return talk(client, graph.id());
    }
  }

  /**
   * Does what the command is for.
   *
   * @return the exit code
   * @throws ParameterException before anything is asked of the registry, when an argument is wrong
   */
  abstract int talk(RegistryClient client) throws IOException, InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    return registry.talk(this::talk);
  }

  final CommandSpec spec() {
    return spec;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  final ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  /** Tells everything that is wrong with what was asked for. */
  final int refused(String what, List<SettingProblem> problems) {
    err().println("tributary: " + what);
    problems.forEach(
        problem ->
            err()
                .println(
                    "  "
                        + (problem.path().isEmpty() ? "" : problem.path() + ": ")
                        + problem.message()));
    err().flush();
    return Tributary.FAILED;
  }
}
