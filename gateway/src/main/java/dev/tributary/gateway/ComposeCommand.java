package dev.tributary.gateway;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.compose.CompositionReport;
import dev.tributary.compose.Contract;
import dev.tributary.compose.Hint;
import dev.tributary.compose.TagFilter;
import dev.tributary.subgraph.SubgraphSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary compose}. */
@Command(
    name = "compose",
    description = "Composes subgraphs into a supergraph, or says everything that keeps them apart.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:composed; the supergraph SDL is on standard output, hints are on standard error",
      "1:not composed; every error is on standard error, or on standard output with --json",
      "2:wrong use, or a file cannot be read or written"
    })
final class ComposeCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "NAME=URL=FILE",
      arity = "0..*",
      description = "A subgraph: its name, its URL (may be empty) and its schema's file.")
  private List<String> subgraphs = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "YAML file with the subgraphs: {subgraphs: {NAME: {routing_url: URL, schema: {file:"
              + " FILE}}}}.")
  private @Nullable Path config;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the supergraph there instead of to standard output.")
  private @Nullable Path output;

  @Option(
      names = "--include-tag",
      paramLabel = "TAG",
      description =
          "Make a contract: hide unions and fields without this @tag. May be given several times.")
  private Set<String> includeTags = new LinkedHashSet<>();

  @Option(
      names = "--exclude-tag",
      paramLabel = "TAG",
      description = "Make a contract: hide what carries this @tag. May be given several times.")
  private Set<String> excludeTags = new LinkedHashSet<>();

  @Option(
      names = "--hide-unreachable",
      description = "Make a contract: hide types that no root field leads to.")
  private boolean hideUnreachable;

  @Option(names = "--json", description = "Report as one JSON object on standard output.")
  private boolean json;

  @Option(names = "--hints", description = "Show informative hints too, not only warnings.")
  private boolean hints;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<SubgraphSource> sources = new ArrayList<>(sources());
    Composition composition = Composer.compose(sources);
    if (composition instanceof Composition.Composed composed && isContract()) {
      composition = contract(composed);
      sources.add(new SubgraphSource(Contract.SOURCE, "", composed.supergraphSdl()));
    }
    CompositionReport report = new CompositionReport(composition, sources);
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    if (json) {
      out.println(report.json());
    } else {
      err.print(report.text(hints ? Hint.Level.INFO : Hint.Level.WARN));
      err.flush();
    }
    return switch (composition) {
      case Composition.Composed composed -> {
        if (output != null) {
          write(output, composed.supergraphSdl());
        } else if (!json) {
          out.print(composed.supergraphSdl());
        }
        out.flush();
        yield Tributary.DONE;
      }
      case Composition.Failed failed -> Tributary.FAILED;
    };
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new InputException("cannot write " + file + ": " + InputException.reason(e));
    }
  }

  private boolean isContract() {
    return !includeTags.isEmpty() || !excludeTags.isEmpty() || hideUnreachable;
  }

  private Composition contract(Composition.Composed composed) {
    TagFilter filter =
        new TagFilter(
            includeTags,
            excludeTags,
            hideUnreachable ? TagFilter.Unreachable.HIDDEN : TagFilter.Unreachable.SHOWN);
    return switch (Contract.of(composed.supergraphSdl(), filter)) {
      case Composition.Composed(String sdl, List<Hint> _) ->
          new Composition.Composed(sdl, composed.hints());
      case Composition.Failed failed -> failed;
    };
  }

  private List<SubgraphSource> sources() {
    List<SubgraphSource> sources = new ArrayList<>();
    if (config != null) {
      sources.addAll(SubgraphArguments.file(config));
    }
    subgraphs.forEach(text -> sources.add(SubgraphArguments.argument(text)));
    if (sources.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name subgraphs as NAME=URL=FILE, or a file of them with --config");
    }
    return sources;
  }
}
