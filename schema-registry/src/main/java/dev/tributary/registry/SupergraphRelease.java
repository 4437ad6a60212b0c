package dev.tributary.registry;

import dev.tributary.compose.Hint;
import java.util.List;

/**
 * A supergraph version with what gateways need of it.
 *
 * @param sdl the composed supergraph
 * @param hints what composition had to say about it
 */
public record SupergraphRelease(SupergraphVersion version, String sdl, List<Hint> hints) {
  public SupergraphRelease {
    hints = List.copyOf(hints);
  }
}
