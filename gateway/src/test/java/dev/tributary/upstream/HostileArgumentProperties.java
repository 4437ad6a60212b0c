package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/**
 * What an argument holds cannot change what kind of request is sent, as whoever reads the bytes
 * from the socket sees it.
 */
class HostileArgumentProperties {

  private static final Vertx VERTX = Vertx.vertx();
  private static final RawServer SERVER = new RawServer();
  private static final String CONNECT =
      "{GET: \"/warehouses?region={$args.region}&limit={$args.first}\"}";
  private static final RestCaller EVERYWHERE_BUT_HEADERS =
      caller(
          """
          {POST: "/w/{$args.region}/x-{$args.region}.json?q={$args.region}&z=1",\
           path: "$([$args.region, 'end'])", queryParams: "p: $args.region",\
           headers: [{name: "X-Fixed", value: "f"}], body: "v: $args.region"}\
          """);
  private static final RestCaller IN_A_HEADER =
      caller(
          """
          {POST: "/h", headers: [{name: "X-In", value: "a{$args.region}b"}], body: "v: $(1)"}\
          """);
  private static final RestCaller IN_A_FORM =
      caller(
          """
          {POST: "/f", headers: [{name: "Content-Type", value: "application/x-www-form-urlencoded"}],\
           body: "v: $args.region w: $(1)"}\
          """);

  private static final RestCaller IN_PARTS =
      caller(
          """
          {POST: "/m", headers: [{name: "Content-Type", value: "multipart/form-data"}],\
           body: "v: $args.region list: $([$args.region, null, $args.region]) o: { x: $args.region }"}\
          """);

  private static RestCaller caller(String http) {
    String sdl = RestCaller.supergraph("inventory.graphql");
    assertThat(sdl).contains(CONNECT);
    return new RestCaller(
        VERTX,
        sdl.replace(CONNECT, http),
        new RestOptions(
            new ServiceOptions(
                SERVER.url(),
                Duration.ofSeconds(10),
                1_000_000,
                ServiceOptions.Pool.defaults(),
                Map.of(),
                List.of(),
                ServiceOptions.Sharing.OFF),
            Map.of("key", "k"),
            Map.of(),
            null));
  }

  @AfterContainer
  static void close() {
    List.of(EVERYWHERE_BUT_HEADERS, IN_A_HEADER, IN_A_FORM, IN_PARTS).forEach(RestCaller::close);
    SERVER.close();
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            Arbitraries.of(
                ".",
                "..",
                "/",
                "\\",
                "%2e",
                "%2F",
                "%2f",
                "%5c",
                "%00",
                "%0d%0a",
                "%",
                "%%",
                "%25",
                "?",
                "#",
                "&",
                "=",
                ";",
                "+",
                " ",
                "\r",
                "\n",
                "\r\n",
                "\r\nX-Evil: 1",
                "\t",
                "\0",
                "\u007f",
                "\u0085",
                "\u2028",
                "\u00a0",
                "\ufeff",
                "\u202e",
                "\uff0e",
                "\uff0f",
                "\u2025",
                "\u560a",
                "\u560d",
                "\u010a",
                "\ud800",
                "\udc00",
                "\ud83d\ude00",
                "e\u0301",
                " HTTP/1.1\r\nHost: evil\r\n\r\nGET /admin HTTP/1.1",
                "http://evil/",
                "//evil",
                "@evil",
                ":80",
                "[::1]",
                "{$config.key}",
                "{",
                "}",
                "$",
                "\"",
                "'",
                "<",
                ">",
                "a",
                "Z",
                "0"),
            Arbitraries.strings().all().ofMaxLength(4),
            Arbitraries.strings().ascii().ofMaxLength(4));
    return Arbitraries.frequencyOf(
        Tuple.of(29, piece.list().ofMinSize(1).ofMaxSize(6).map(all -> String.join("", all))),
        Tuple.of(
            1,
            piece.map(one -> one.repeat(Math.min(9_000, 27_000 / Math.max(1, 9 * one.length()))))));
  }

  private static String ask(RestCaller caller, String argument) {
    caller.beginRequest();
    return caller.root(
        "inventory_Query_warehouses_0",
        "query($r: String) { warehouses(region: $r) { code } }",
        new JsonObject().put("r", argument).encode());
  }

  /** What came for this argument; null when the gateway refused it and sent nothing. */
  private static @Nullable Raw sent(RestCaller caller, String argument) {
    SERVER.received.clear();
    String answer = ask(caller, argument);
    if (answer.contains("CONNECTOR_REQUEST_INVALID")) {
      assertThat(SERVER.received).isEmpty();
      return null;
    }
    assertThat(answer).doesNotContain("errors");
    assertThat(SERVER.received).hasSize(1);
    Raw raw = SERVER.received.remove();
    assertThat(raw.rest()).as("bytes after the request").isEmpty();
    return raw;
  }

  private static final Map<RestCaller, List<String>> BENIGN = new HashMap<>();

  /** The header fields that go with an argument nobody could mind. */
  private static List<String> benign(RestCaller caller) {
    return BENIGN.computeIfAbsent(
        caller, one -> Objects.requireNonNull(sent(one, "plain")).headerNames());
  }

  @Property(tries = 300, seed = "20261128")
  void aUrlHasTheSameSegmentsAndParameters(@ForAll("hostile") String argument) {
    Raw raw = sent(EVERYWHERE_BUT_HEADERS, argument);
    if (raw == null) {
      assertThat(isAStepUp(argument)).isTrue();
      return;
    }
    assertThat(raw.method()).isEqualTo("POST");
    assertThat(raw.version()).isEqualTo("HTTP/1.1");
    assertThat(raw.headerNames()).isEqualTo(benign(EVERYWHERE_BUT_HEADERS));
    assertThat(raw.target()).matches("/[!-~&&[^#]]*");
    List<String> segments = raw.segments();
    String seen = asUtf8(argument);
    assertThat(segments).containsExactly("", "v1", "w", seen, "x-" + seen + ".json", seen, "end");
    assertThat(raw.parameters())
        .containsExactly(List.of("q", seen), List.of("z", "1"), List.of("p", seen));
    assertThat(new JsonObject(raw.body()).fieldNames()).containsExactly("v");
    assertThat(new JsonObject(raw.body()).getString("v")).isEqualTo(argument);
  }

  @Property(tries = 300, seed = "20261128")
  void aHeaderStaysOneHeader(@ForAll("hostile") String argument) {
    Raw raw = sent(IN_A_HEADER, argument);
    if (raw == null) {
      assertThat(argument)
          .matches(text -> text.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f));
      return;
    }
    assertThat(raw.method() + " " + raw.target()).isEqualTo("POST /v1/h");
    assertThat(raw.headerNames()).isEqualTo(benign(IN_A_HEADER));
    assertThat(raw.header("x-in")).isEqualTo("a" + asUtf8(argument) + "b");
    assertThat(raw.body()).isEqualTo("{\"v\":1}");
  }

  @Property(tries = 300, seed = "20261128")
  void aFormHasTheSameFields(@ForAll("hostile") String argument) {
    Raw raw = Objects.requireNonNull(sent(IN_A_FORM, argument));
    assertThat(raw.target()).isEqualTo("/v1/f");
    assertThat(raw.headerNames()).isEqualTo(benign(IN_A_FORM));
    assertThat(raw.body()).matches("[!-~]*");
    assertThat(Raw.pairs(raw.body()))
        .containsExactly(List.of("v", asUtf8(argument)), List.of("w", "1"));
  }

  @Property(tries = 300, seed = "20261128")
  void aBodyOfPartsHasTheSameParts(@ForAll("hostile") String argument) {
    Raw raw = Objects.requireNonNull(sent(IN_PARTS, argument));
    String type = raw.header("content-type");
    assertThat(type).matches("multipart/form-data; boundary=[0-9a-f]{40}");
    assertThat(raw.headerNames()).isEqualTo(benign(IN_PARTS));
    String boundary = "--" + type.substring(type.indexOf('=') + 1);
    String seen = asUtf8(argument);
    String text = "\r\nContent-Disposition: form-data; name=\"%s\"\r\n%s\r\n%s\r\n";
    String[] parts = raw.body().split(Pattern.quote(boundary), -1);
    assertThat(parts).hasSize(6);
    assertThat(parts[0]).isEmpty();
    assertThat(parts[1]).isEqualTo(text.formatted("v", "", seen));
    assertThat(parts[2]).isEqualTo(text.formatted("list", "", seen));
    assertThat(parts[3]).isEqualTo(text.formatted("list", "", seen));
    String json = parts[4].substring(parts[4].indexOf("\r\n\r\n") + 4);
    assertThat(parts[4])
        .isEqualTo(text.formatted("o", "Content-Type: application/json\r\n", json.strip()));
    assertThat(new JsonObject(json).getString("x")).isEqualTo(argument);
    assertThat(parts[5]).isEqualTo("--\r\n");
  }

  @Example
  void anEmptyArgumentIsAnEmptySegment() {
    Raw raw = Objects.requireNonNull(sent(EVERYWHERE_BUT_HEADERS, ""));
    assertThat(raw.segments()).containsExactly("", "v1", "w", "", "x-.json", "", "end");
  }

  /** A surrogate alone has no UTF-8. */
  private static String asUtf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** Whether a service that decodes before it looks at the path would go up. */
  private static boolean isAStepUp(String argument) {
    String text = argument;
    for (String before = ""; !before.equals(text); ) {
      before = text;
      text =
          text.replaceAll("(?i)%2e", ".")
              .replaceAll("(?i)%2f", "/")
              .replaceAll("(?i)%5c", "\\\\")
              .replace("%25", "%");
    }
    return Arrays.stream(text.split("[/\\\\]", -1))
        .anyMatch(part -> part.equals(".") || part.equals(".."));
  }

  /** One request as it stood on the wire; {@code rest} is what followed on the connection. */
  private record Raw(String head, String body, String rest) {
    private String[] requestLine() {
      String[] parts = head.substring(0, head.indexOf("\r\n")).split(" ", -1);
      assertThat(parts).as("request line of %s", head).hasSize(3);
      return parts;
    }

    String method() {
      return requestLine()[0];
    }

    String target() {
      return requestLine()[1];
    }

    String version() {
      return requestLine()[2];
    }

    private List<String> fields() {
      String fields = head.substring(head.indexOf("\r\n") + 2);
      assertThat(fields.replace("\r\n", "")).doesNotContain("\r", "\n");
      return List.of(fields.split("\r\n"));
    }

    List<String> headerNames() {
      return fields().stream()
          .map(field -> field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT))
          .sorted()
          .toList();
    }

    String header(String name) {
      return fields().stream()
          .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(field -> utf8(field.substring(name.length() + 1).replaceFirst("^ ", "")))
          .findFirst()
          .orElse("");
    }

    private static String utf8(String latin) {
      return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    List<String> segments() {
      return Arrays.stream(target().split("\\?", 2)[0].split("/", -1))
          .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
          .toList();
    }

    List<List<String>> parameters() {
      return pairs(target().split("\\?", -1)[1]);
    }

    static List<List<String>> pairs(String query) {
      return Arrays.stream(query.split("&", -1))
          .map(
              pair ->
                  Arrays.stream(pair.split("=", -1))
                      .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                      .toList())
          .toList();
    }
  }

  /** Takes one request from each connection, and whatever else comes on it. */
  private static final class RawServer {
    final BlockingQueue<Raw> received = new LinkedBlockingQueue<>();
    private final ServerSocket server;

    RawServer() {
      try {
        server = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Thread.ofVirtual().start(this::accept);
    }

    String url() {
      return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    private void accept() {
      while (true) {
        try {
          Socket socket = server.accept();
          Thread.ofVirtual().start(() -> serve(socket));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private void serve(Socket socket) {
      try (socket) {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
          int b = in.read();
          if (b < 0) {
            return;
          }
          head.write(b);
          matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int at = text.toLowerCase(Locale.ROOT).indexOf("content-length: ") + 16;
        int length = Integer.parseInt(text.substring(at, text.indexOf("\r\n", at)));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String rest = new String(in.readNBytes(in.available()), StandardCharsets.ISO_8859_1);
        received.add(new Raw(text.substring(0, text.length() - 4), body, rest));
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Content-Length: 12\r\n\r\n{\"items\":[]}")
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException gone) {
        return;
      }
    }

    void close() {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
