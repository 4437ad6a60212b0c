package dev.tributary.compose;

import dev.tributary.subgraph.Feature;
import dev.tributary.subgraph.Link;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import java.util.List;
import java.util.Map;

/**
 * The newest version of Federation 2 that some subgraph asks for. A specification that came with a
 * version asks for that version, whatever the document's own link to Federation says.
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

  private static final int NEWEST_CONNECT = 4;

  private FederationVersion() {}

  /** The minor version; says where one is asked for without being linked to. */
  static int newest(List<Participant> participants, Problems problems) {
    int newest = 0;
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
      newest = Math.max(newest, asked);
    }
    return newest;
  }

  /** The connectors specification that goes with that version of Federation. */
  static String connect(int federation) {
    for (int minor = NEWEST_CONNECT; minor > 1; minor--) {
      String url = Feature.CONNECT + "/v0." + minor;
      if (CAME_WITH.getOrDefault(url, 0) <= federation) {
        return url;
      }
    }
    return Feature.CONNECT + "/v0.1";
  }
}
