package dev.tributary.compose;

import dev.tributary.subgraph.SubgraphReader;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Composes graphs time and again of which little changes in between, as a registry does: what was
 * read of a subgraph is remembered, and of those that it is read of for the first time, several are
 * read at once. What was composed last is remembered as well, for what was checked is published
 * next. The compositions are those of {@link Composer}. For use by many threads.
 */
public final class Recomposition {

  /** Of SDL; what is kept of a schema takes some twenty times as many bytes. */
  private static final int MOST_CHARACTERS = 8 << 20;

  /** Those of a publish that was checked, and of somebody else's in between. */
  private static final int MOST_COMPOSED = 2;

  private final Function<String, Supergraph> supergraphs;
  private final int most;
  private final Map<List<SubgraphSource>, Composition> composed =
      new LinkedHashMap<>(4, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<SubgraphSource>, Composition> eldest) {
          return size() > MOST_COMPOSED;
        }
      };
  private final Map<SubgraphSource, SubgraphReader.Result> kept =
      new LinkedHashMap<>(64, 0.75f, true);
  private int characters;

  public Recomposition() {
    this(SupergraphReader::readComposed);
  }

  /**
   * @param supergraphs reads what was composed; may be one that remembers it for others
   */
  public Recomposition(Function<String, Supergraph> supergraphs) {
    this(supergraphs, MOST_CHARACTERS);
  }

  /**
   * @param most characters of SDL whose schemas are remembered
   */
  Recomposition(Function<String, Supergraph> supergraphs, int most) {
    this.supergraphs = supergraphs;
    this.most = most;
  }

  /** As {@link Composer#compose}. */
  public Composition compose(List<SubgraphSource> sources) {
    List<SubgraphSource> asked = List.copyOf(sources);
    Composition known = composed(asked);
    if (known != null) {
      return known;
    }
    Composition composition = Composer.compose(asked, this::read, supergraphs);
    if (asked.stream().mapToLong(source -> source.sdl().length()).sum() <= most) {
      keep(asked, composition);
    }
    return composition;
  }

  private synchronized @Nullable Composition composed(List<SubgraphSource> sources) {
    return composed.get(sources);
  }

  private synchronized void keep(List<SubgraphSource> sources, Composition composition) {
    composed.put(sources, composition);
  }

  private List<SubgraphReader.Result> read(List<SubgraphSource> sources) {
    return sources.parallelStream().map(this::read).toList();
  }

  private SubgraphReader.Result read(SubgraphSource source) {
    SubgraphReader.Result known = known(source);
    if (known != null) {
      return known;
    }
    SubgraphReader.Result read = SubgraphReader.read(source);
    keep(source, read);
    return read;
  }

  private synchronized SubgraphReader.@Nullable Result known(SubgraphSource source) {
    return kept.get(source);
  }

  private synchronized void keep(SubgraphSource source, SubgraphReader.Result read) {
    if (kept.put(source, read) == null) {
      characters += source.sdl().length();
    }
    Iterator<SubgraphSource> eldest = kept.keySet().iterator();
    while (characters > most && eldest.hasNext()) {
      characters -= eldest.next().sdl().length();
      eldest.remove();
    }
  }
}
