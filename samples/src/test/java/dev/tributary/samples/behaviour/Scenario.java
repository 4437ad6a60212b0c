package dev.tributary.samples.behaviour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Subgraphs, what they know, and requests with the answers expected; read from a text file.
 *
 * <p>What stands before the first section is for people. A section begins with a line {@code ---
 * kind argument}:
 *
 * <ul>
 *   <li>{@code subgraph NAME}: SDL for Federation 2, whose {@code @link} is added; {@code fed1
 *       NAME}: SDL as it stands
 *   <li>{@code data}: what all subgraphs know, as {@link Things} reads it; {@code data NAME}: what
 *       one of them knows otherwise
 *   <li>{@code request TITLE}: an operation, then perhaps {@code variables} as JSON, {@code labels}
 *       of the progressive overrides that are on, and {@code reply NAME STATUS}, which a subgraph
 *       answers in place of its own answer, once for each such section
 *   <li>{@code answer}: the response; {@code calls}: how many stages the calls took, and each
 *       call's subgraph and variables, sorted. Both belong to the request before them and are
 *       written by {@code -Dgolden.update=true}, to be reviewed by a person
 * </ul>
 */
record Scenario(
    Path file,
    SequencedMap<String, String> subgraphs,
    String data,
    Map<String, String> ownData,
    List<Request> requests) {

  static final String FEDERATION_2 =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key",
        "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible", "@tag",
        "@interfaceObject", "@extends", "@authenticated", "@requiresScopes", "@policy", "@context",
        "@fromContext"])
      """;

  /** One operation, what it is given and what is expected. */
  record Request(
      String title,
      String operation,
      String variables,
      Set<String> labels,
      List<Reply> replies,
      String answer,
      String calls) {}

  /** An answer that a subgraph gives whatever it is asked. */
  record Reply(String subgraph, int status, String body) {}

  static Scenario read(Path file) {
    try {
      return parse(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Scenario parse(Path file, String text) {
    SequencedMap<String, String> subgraphs = new LinkedHashMap<>();
    Map<String, String> ownData = new LinkedHashMap<>();
    List<Request> requests = new ArrayList<>();
    String data = "";
    for (Section section : sections(text)) {
      String[] words = section.title().split(" ", 2);
      String argument = words.length > 1 ? words[1] : "";
      String body = section.body();
      switch (words[0]) {
        case "subgraph" -> subgraphs.put(argument, FEDERATION_2 + body);
        case "fed1" -> subgraphs.put(argument, body);
        case "data" -> {
          if (argument.isEmpty()) {
            data = body;
          } else {
            ownData.put(argument, body);
          }
        }
        case "request" ->
            requests.add(new Request(argument, body, "", Set.of(), List.of(), "", ""));
        default -> requests.add(with(requests.removeLast(), words[0], argument, body));
      }
    }
    return new Scenario(file, subgraphs, data, ownData, List.copyOf(requests));
  }

  private static Request with(Request request, String kind, String argument, String body) {
    String variables = kind.equals("variables") ? body : request.variables();
    Set<String> labels =
        kind.equals("labels")
            ? new LinkedHashSet<>(body.lines().map(String::strip).toList())
            : request.labels();
    List<Reply> replies = new ArrayList<>(request.replies());
    String answer = request.answer();
    String calls = request.calls();
    switch (kind) {
      case "variables", "labels" -> {}
      case "reply" -> {
        String[] words = argument.split(" ");
        replies.add(new Reply(words[0], Integer.parseInt(words[1]), body));
      }
      case "answer" -> answer = body;
      case "calls" -> calls = body;
      default -> throw new IllegalArgumentException("unknown section " + kind);
    }
    return new Request(
        request.title(), request.operation(), variables, labels, replies, answer, calls);
  }

  /** Writes what came out as what is expected from now on. */
  void update(int request, String answer, String calls) {
    try {
      StringBuilder text = new StringBuilder();
      List<Section> sections = sections(Files.readString(file));
      text.append(head(Files.readString(file)).stripTrailing()).append('\n');
      int at = -1;
      for (Section section : sections) {
        if (section.title().startsWith("request ")) {
          append(text, at == request, answer, calls);
          at++;
        }
        boolean replaced = section.title().equals("answer") || section.title().equals("calls");
        if (at != request || !replaced) {
          append(text, section.title(), section.body());
        }
      }
      append(text, at == request, answer, calls);
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void append(StringBuilder text, boolean here, String answer, String calls) {
    if (here) {
      append(text, "answer", answer);
      append(text, "calls", calls);
    }
  }

  private static void append(StringBuilder text, String title, String body) {
    text.append("\n--- ").append(title).append('\n').append(body).append('\n');
  }

  private record Section(String title, String body) {}

  private static String head(String text) {
    int end = text.indexOf("\n--- ");
    return end < 0 ? text : text.substring(0, end);
  }

  private static List<Section> sections(String text) {
    List<Section> sections = new ArrayList<>();
    String[] parts = text.split("(?m)^--- ");
    for (int i = 1; i < parts.length; i++) {
      int end = parts[i].indexOf('\n');
      sections.add(
          new Section(parts[i].substring(0, end).strip(), parts[i].substring(end + 1).strip()));
    }
    return sections;
  }

  @Override
  public String toString() {
    return file.getFileName().toString().replace(".txt", "");
  }
}
