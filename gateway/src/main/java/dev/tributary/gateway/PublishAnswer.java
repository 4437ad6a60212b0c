package dev.tributary.gateway;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.PublishReport;
import dev.tributary.registry.PublishResult;
import picocli.CommandLine.Model.CommandSpec;

/** Tells at the command line what a publish came to. */
final class PublishAnswer {

  private PublishAnswer() {}

  /**
   * What was done goes to standard output, what keeps it from being done to standard error; JSON
   * always to standard output.
   *
   * @param changes what was published: errors in it are shown with an excerpt
   * @return the command's exit code
   */
  static int tell(
      CommandSpec spec, GraphId graph, PublishResult result, ChangeSet changes, boolean json) {
    boolean done =
        switch (result) {
          case PublishResult.Published _, PublishResult.Unchanged _ -> true;
          case PublishResult.Refused _, PublishResult.Stale _, PublishResult.Invalid _ -> false;
        };
    if (json) {
      spec.commandLine().getOut().println(PublishReport.json(result));
    } else {
      var writer = done ? spec.commandLine().getOut() : spec.commandLine().getErr();
      writer.print(PublishReport.text(result, graph, changes));
      writer.flush();
    }
    return done ? Tributary.DONE : Tributary.FAILED;
  }
}
