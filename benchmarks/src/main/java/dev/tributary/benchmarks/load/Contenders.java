package dev.tributary.benchmarks.load;

import dev.tributary.benchmarks.load.Contender.Place;
import dev.tributary.benchmarks.load.Contender.Start;
import dev.tributary.upstream.ServiceOptions.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everybody who can take part here, Tributary first. */
final class Contenders {

  private static final int MAX_WAITING = Pool.defaults().maxWaiting();

  private final Path launcher;
  private final List<String> java;
  private final Peers peers;

  /**
   * @param launcher Tributary's own, as users start it
   * @param java the command line that runs a main class of this benchmark
   * @param peers installed when the first of them takes part
   */
  Contenders(Path launcher, List<String> java, Peers peers) {
    this.launcher = launcher;
    this.java = List.copyOf(java);
    this.peers = peers;
  }

  /**
   * @param given further peers by name: a command line with {@code {supergraph}} (file) and {@code
   *     {port}} in it
   */
  List<Contender> all(Map<String, String> given) {
    List<Contender> all = new ArrayList<>();
    all.add(new Contender("tributary", "Tributary", false, place -> tributary(place, true)));
    all.add(
        new Contender(
            "tributary-cached", "Tributary, answers kept", false, place -> cached(place)));
    all.add(
        new Contender(
            "tributary-unshared",
            "Tributary, no calls shared",
            false,
            place -> tributary(place, false)));
    all.add(
        new Contender(
            "hive-rust", "Hive Gateway, Rust planner", false, place -> hive(place, true)));
    all.add(new Contender("hive", "Hive Gateway", false, place -> hive(place, false)));
    all.add(new Contender("apollo", "Apollo Gateway", false, this::apollo));
    installed().forEach((name, command) -> all.add(command(name, command)));
    given.forEach((name, command) -> all.add(command(name, command)));
    all.add(
        new Contender(
            "floor-proxy", "Floor: proxy, same calls", true, place -> floor(place, "proxy")));
    all.add(
        new Contender(
            "floor-constant", "Floor: constant answer", true, place -> floor(place, "constant")));
    return List.copyOf(all);
  }

  private Start cached(Place place) throws IOException {
    return tributary(
        place,
        """
        cache: {responses: true, headers: true}
        serviceDefaults: {cache: {maxAge: 1h}, maxWaiting: %d}
        """
            .formatted(waiting(place)));
  }

  private Start tributary(Place place, boolean shared) throws IOException {
    return tributary(
        place,
        "serviceDefaults: {shareCalls: %b, maxWaiting: %d}\n".formatted(shared, waiting(place)));
  }

  /** By default callers beyond that are sent away. Here each is to be answered. */
  private static int waiting(Place place) {
    return Math.max(MAX_WAITING, place.scenario().connections());
  }

  private Start tributary(Place place, String settings) throws IOException {
    // A file for each: a gateway follows changes of its own.
    Path config = place.directory().resolve("tributary-" + place.port() + ".yaml");
    Files.writeString(
        config,
        """
        server: {port: %d, host: 127.0.0.1}
        supergraph: {file: "%s"}
        """
                .formatted(place.port(), place.supergraph())
            + settings);
    return new Start(
        List.of(launcher.toString(), "gateway", "--config", config.toString()),
        Map.of(),
        place.directory());
  }

  private Start hive(Place place, boolean rust) throws IOException, InterruptedException {
    Path installed = peers.installed();
    List<String> command =
        new ArrayList<>(
            List.of(
                installed.resolve("node_modules/.bin/hive-gateway").toString(),
                "supergraph",
                place.supergraph().toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(place.port()),
                "--fork",
                "1"));
    if (rust) {
      command.add("--hive-router-runtime");
    }
    return new Start(command, Map.of("NODE_ENV", "production"), installed);
  }

  private Start apollo(Place place) throws IOException, InterruptedException {
    return new Start(
        List.of(
            "node",
            "apollo-gateway.mjs",
            place.supergraph().toString(),
            Integer.toString(place.port())),
        Map.of("NODE_ENV", "production"),
        peers.installed());
  }

  private Start floor(Place place, String kind) {
    List<String> command = new ArrayList<>(java);
    command.addAll(
        List.of(
            Floor.class.getName(),
            kind,
            Integer.toString(place.port()),
            place.supergraph().toString(),
            place.directory().resolve("operation.graphql").toString(),
            place.answer().toString()));
    return new Start(command, Map.of(), place.directory());
  }

  /** Gateways whose programs are on the path, by the way each is started. */
  private static Map<String, String> installed() {
    Map<String, String> known =
        Map.of(
            "hive_router", "env HTTP_PORT={port} SUPERGRAPH_FILE_PATH={supergraph} hive_router",
            "grafbase-gateway",
                "grafbase-gateway --schema {supergraph} --listen-address 127.0.0.1:{port}",
            "apollo-router",
                "env APOLLO_TELEMETRY_DISABLED=true apollo-router --supergraph {supergraph}"
                    + " --listen 127.0.0.1:{port}");
    Map<String, String> found = new TreeMap<>(known);
    found.keySet().removeIf(program -> Programs.find(program).isEmpty());
    return found;
  }

  private static Contender command(String name, String template) {
    return new Contender(
        name,
        name,
        false,
        place ->
            new Start(
                List.of(
                    template
                        .replace("{supergraph}", place.supergraph().toString())
                        .replace("{port}", Integer.toString(place.port()))
                        .split(" ")),
                Map.of(),
                place.directory()));
  }
}
