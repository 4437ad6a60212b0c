package dev.tributary.gateway;

import dev.tributary.compose.SourceExcerpt;
import dev.tributary.connect.Connector;
import dev.tributary.connect.ConnectorProblem;
import dev.tributary.connect.ConnectorValidation;
import dev.tributary.connect.SchemaConnectors;
import dev.tributary.upstream.ConnectorTrial;
import graphql.language.Document;
import graphql.language.SourceLocation;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary connect}. */
@Command(
    name = "connect",
    description = "Tries REST connectors before they are published.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ConnectCommand.Try.class)
final class ConnectCommand {

  /** {@code tributary connect try}. */
  @Command(
      name = "try",
      description = {
        "Shows the request that a connector would send, without sending it,",
        "and with --response what would be made of that answer."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:shown; problems of mappings, which make values null, are shown too",
        "1:the schema's connectors are wrong, no request can be made, or the answer is a failure",
        "2:wrong use, or a file cannot be read"
      })
  static final class Try implements Callable<Integer> {

    @Option(
        names = "--schema",
        required = true,
        paramLabel = "FILE",
        description = "The service's schema with its connectors.")
    private Path schemaFile;

    @Option(
        names = "--coordinate",
        required = true,
        paramLabel = "COORDINATE",
        description =
            "Which connector: Type.field or Type, and of several there the n-th with [n], from 0.")
    private String coordinate;

    @Option(names = "--args", paramLabel = "JSON", description = "The field's arguments.")
    private @Nullable String args;

    @Option(names = "--this", paramLabel = "JSON", description = "$this, an object.")
    private @Nullable String self;

    @Option(names = "--batch", paramLabel = "JSON", description = "$batch, a list of objects.")
    private @Nullable String batch;

    @Option(names = "--config", paramLabel = "JSON", description = "$config, an object.")
    private @Nullable String config;

    @Option(names = "--env", paramLabel = "JSON", description = "$env, an object.")
    private @Nullable String env;

    @Option(names = "--context", paramLabel = "JSON", description = "$context, an object.")
    private @Nullable String context;

    @Option(
        names = "--headers",
        paramLabel = "JSON",
        description = "The client's headers, an object of strings or lists of strings.")
    private @Nullable String headers;

    @Option(
        names = "--response",
        paramLabel = "FILE",
        description = "The body of an answer: its mapped value is shown.")
    private @Nullable Path responseFile;

    @Option(
        names = "--status",
        paramLabel = "CODE",
        defaultValue = "200",
        description = "The answer's status; ${DEFAULT-VALUE}.")
    private int status;

    @Option(
        names = "--response-headers",
        paramLabel = "JSON",
        description = "The answer's headers; as --headers. JSON is assumed without.")
    private @Nullable String responseHeaders;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      String sdl = InputException.read(schemaFile);
      Document document = parse(sdl);
      if (document == null) {
        return Tributary.FAILED;
      }
      SchemaConnectors connectors = SchemaConnectors.read(service(), document, sdl);
      boolean isRight = report(ConnectorValidation.problems(service(), document, sdl), sdl);
      Connector connector = named(connectors.connectors(), isRight);
      if (connector == null) {
        return Tributary.FAILED;
      }
      try {
        return show(ConnectorTrial.of(connector, inputs(), headers), connectors, sdl);
      } catch (ConnectorTrial.InputProblem problem) {
        throw new InputException(problem.reason());
      }
    }

    /** The file's name stands in for the service's. */
    private String service() {
      return schemaFile.getFileName().toString().replaceFirst("[.][A-Za-z]+$", "");
    }

    private @Nullable Document parse(String sdl) {
      try {
        return Parser.parse(sdl);
      } catch (InvalidSyntaxException invalid) {
        SourceLocation at = invalid.getLocation();
        err().println("error[INVALID_GRAPHQL]: The document cannot be read from here on.");
        err()
            .print(
                SourceExcerpt.of(
                    schemaFile.toString(),
                    SourceExcerpt.lines(sdl),
                    at == null ? 1 : Math.max(1, at.getLine()),
                    at == null ? 1 : Math.max(1, at.getColumn())));
        err().flush();
        return null;
      }
    }

    /** Whether there is nothing to report. */
    private boolean report(List<ConnectorProblem> problems, String sdl) {
      String[] lines = SourceExcerpt.lines(sdl);
      for (ConnectorProblem problem : problems) {
        err()
            .println(
                "error[" + problem.code() + "] " + problem.coordinate() + ": " + problem.message());
        err()
            .print(
                SourceExcerpt.of(schemaFile.toString(), lines, problem.line(), problem.column()));
        err().println();
      }
      err().flush();
      return problems.isEmpty();
    }

    private @Nullable Connector named(List<Connector> connectors, boolean isRight) {
      String wanted = coordinate.endsWith("]") ? coordinate : coordinate + "[0]";
      Optional<Connector> found =
          connectors.stream()
              .filter(
                  one ->
                      one.coordinate().equals(wanted)
                          || one.coordinate().equals(service() + ":" + wanted))
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      if (!isRight) {
        return null; // the reason has been told
      }
      throw new InputException(
          schemaFile
              + " has no connector "
              + coordinate
              + (connectors.isEmpty()
                  ? ", nor any other"
                  : "; it has "
                      + String.join(
                          ", ",
                          connectors.stream()
                              .map(one -> one.coordinate().substring(service().length() + 1))
                              .toList())));
    }

    private Map<String, String> inputs() {
      Map<String, String> inputs = new LinkedHashMap<>();
      put(inputs, "args", args);
      put(inputs, "this", self);
      put(inputs, "batch", batch);
      put(inputs, "config", config);
      put(inputs, "env", env);
      put(inputs, "context", context);
      return inputs;
    }

    private static void put(Map<String, String> inputs, String name, @Nullable String value) {
      if (value != null) {
        inputs.put(name, value);
      }
    }

    private int show(ConnectorTrial trial, SchemaConnectors connectors, String sdl)
        throws ConnectorTrial.InputProblem {
      ConnectorTrial.Request request = trial.request();
      ConnectorTrial.Response response =
          switch (request) {
            case ConnectorTrial.Sent sent ->
                responseFile == null
                    ? null
                    : trial.respond(status, responseHeaders, InputException.read(responseFile));
            case ConnectorTrial.Computed computed -> trial.compute();
            case ConnectorTrial.NotNeeded nothing -> null;
            case ConnectorTrial.Refused refused -> null;
          };
      TrialReport report =
          new TrialReport(
              request, response, trial.problems(), connectors, schemaFile.toString(), sdl);
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? report.json() : report.text());
      out.flush();
      return report.isGood() ? Tributary.DONE : Tributary.FAILED;
    }

    private PrintWriter err() {
      return spec.commandLine().getErr();
    }
  }
}
