package dev.tributary.supergraph;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads supergraphs that a composer printed, and remembers those that were read last: to compose,
 * to compare, to plan on and to show a large one each begins with reading it, which takes longer
 * than some of these. For use by many threads; of several that want the same at once, one reads it.
 */
public final class RememberedSupergraphs implements Function<String, Supergraph> {

  /** Of SDL; a supergraph takes some twenty times as many bytes. */
  private static final int MOST_CHARACTERS = 16 << 20;

  private final int most;
  private final Map<String, CompletableFuture<Supergraph>> kept =
      new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  public RememberedSupergraphs() {
    this(MOST_CHARACTERS);
  }

  /**
   * @param most characters of SDL whose supergraphs are remembered
   */
  RememberedSupergraphs(int most) {
    this.most = most;
  }

  /**
   * As {@link SupergraphReader#readComposed}.
   *
   * @throws InvalidSupergraphException with every problem found
   */
  @Override
  public Supergraph apply(String sdl) {
    CompletableFuture<Supergraph> own = new CompletableFuture<>();
    CompletableFuture<Supergraph> known = known(sdl, own);
    if (known == null) {
      try {
        own.complete(SupergraphReader.readComposed(sdl));
      } catch (RuntimeException | Error e) {
        forget(sdl, own);
        own.completeExceptionally(e);
        throw e;
      }
      known = own;
    }
    try {
      return known.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof InvalidSupergraphException invalid) {
        throw invalid;
      }
      throw e;
    }
  }

  /** Null when it is not known, and will be from now on. */
  private synchronized @Nullable CompletableFuture<Supergraph> known(
      String sdl, CompletableFuture<Supergraph> unless) {
    CompletableFuture<Supergraph> known = kept.putIfAbsent(sdl, unless);
    if (known != null) {
      return known;
    }
    characters += sdl.length();
    Iterator<String> eldest = kept.keySet().iterator();
    while (characters > most && eldest.hasNext()) {
      characters -= eldest.next().length();
      eldest.remove();
    }
    return null;
  }

  private synchronized void forget(String sdl, CompletableFuture<Supergraph> failed) {
    if (kept.remove(sdl, failed)) {
      characters -= sdl.length();
    }
  }
}
