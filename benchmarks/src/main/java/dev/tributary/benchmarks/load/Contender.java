package dev.tributary.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One gateway in one setting, or a floor beneath all gateways.
 *
 * @param name as on the command line
 * @param title as in the tables
 * @param floor does it no GraphQL, only what any gateway must do at least?
 */
record Contender(String name, String title, boolean floor, Preparation preparation) {

  /** Where it finds its work and where it must listen. */
  record Place(Scenario scenario, Path supergraph, Path answer, int port, Path directory) {

    /** The endpoint that is asked. */
    String url() {
      return "http://127.0.0.1:" + port + "/graphql";
    }
  }

  /** How to start it; files that it needs may be written into the place's directory. */
  interface Preparation {
    Start prepare(Place place) throws IOException, InterruptedException;
  }

  /**
   * A process to start.
   *
   * @param command program and arguments
   * @param environment added to this process's own
   */
  record Start(List<String> command, Map<String, String> environment, Path directory) {}
}
