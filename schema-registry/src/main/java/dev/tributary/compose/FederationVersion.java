package dev.tributary.compose;

import dev.tributary.subgraph.Feature;
import dev.tributary.subgraph.Link;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import java.util.List;
import java.util.Map;

/**
 * The versions of specifications that a graph needs. A specification that came with a version of
 * Federation asks for that version, whatever the document's own link to Federation says.
 */
final class FederationVersion {
  /** Minor versions of Federation 2, by the specification that came with each. */
  private static final Map<String, Integer> CAME_WITH =
      Map.of(
          "https://specs.apollo.dev/authenticated/v0.1",
          5,
          "https://specs.apollo.dev/cost/v0.1",
          9,
          "https://specs.apollo.dev/cacheTag/v0.1",
          12,
          Feature.CONNECT + "/v0.1",
          10,
          Feature.CONNECT + "/v0.2",
          11,
          Feature.CONNECT + "/v0.3",
          12,
          Feature.CONNECT + "/v0.4",
          13);

  /** v0.4 is a preview. */
  private static final int SETTLED_CONNECT = 3;

  private FederationVersion() {}

  /** Says where one is asked for without being linked to. */
  static void hint(List<Participant> participants, Problems problems) {
    for (Participant participant : participants) {
      Link federation = participant.schema().links().federation();
      int linked = federation == null ? 0 : federation.feature().minor();
      int asked = linked;
      for (Link link : participant.schema().links().links()) {
        Integer minor = CAME_WITH.get(link.feature().toString());
        if (federation != null && minor != null && minor > asked) {
          asked = minor;
          problems.hint(
              Severity.INFO,
              "IMPLICITLY_UPGRADED_FEDERATION_VERSION",
              "",
              List.of(link.use().place()),
              "\"%s\" links to Federation v2.%d and to %s, which came with v2.%d: it is taken for v2.%d."
                  .formatted(participant.name(), linked, link.feature(), minor, minor));
        }
      }
    }
  }

  /**
   * The connectors specification as supergraphs link to it: the newest settled, or a newer used.
   */
  static String connect(List<Participant> participants) {
    int newest = SETTLED_CONNECT;
    for (Participant participant : participants) {
      Link link = participant.schema().links().to(Feature.CONNECT);
      newest = Math.max(newest, link == null ? 0 : link.feature().minor());
    }
    return Feature.CONNECT + "/v0." + newest;
  }
}
