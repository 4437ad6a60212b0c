package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.connect.Connect.Http;
import dev.tributary.connect.Connect.Method;
import dev.tributary.connect.ConnectVersion;
import dev.tributary.connect.HttpHeader;
import dev.tributary.connect.Mapping;
import dev.tributary.connect.Outcome;
import dev.tributary.connect.Source;
import dev.tributary.connect.Template;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestUriTest {

  private static final String VARIABLES =
      """
      {"this": {"id": 42, "dots": "..", "dot": ".", "hidden": "%2e%2E", "text": "a/b?c&d=é %+"},
       "args": {"list": [1, 2], "object": {"a": 1}, "none": null, "yes": true, "n": 1.50,
                "crlf": "a\\r\\nX: y", "nul": "a\\u0000b"},
       "config": {"host": "api.test:8080", "base": "https://other.test/v2", "path": "x/y"}}
      """;

  @ParameterizedTest(name = "{0} and {1} make {4}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "https://h/v1            | /hello                | - | - | https://h:443/v1/hello",
        "https://h/v1/           | hello                 | - | - | https://h:443/v1/hello",
        "https://h/v1/           | /hello/               | - | - | https://h:443/v1/hello/",
        "https://h/v1            | /                     | - | - | https://h:443/v1",
        "https://h/v1/           | /                     | - | - | https://h:443/v1/",
        "http://h                | ''                    | - | - | http://h:80/",
        "http://h:81/users?a=b   | ?a=d                  | - | - | http://h:81/users?a=b&a=d",
        "https://h/v1/?foo=bar   | /hello/{$this.id}?id={$this.id} | - | - "
            + "| https://h:443/v1/hello/42?foo=bar&id=42",
        "http://h                | /a#fragment           | - | - | http://h:80/a",
        "http://h                | /a b/%20/é            | - | - | http://h:80/a%20b/%20/%C3%A9",
        "http://h                | /{$this.text}         | - | - "
            + "| http://h:80/a%2Fb%3Fc%26d%3D%C3%A9%20%25%2B",
        "http://h                | /?q={$this.text}      | - | - "
            + "| http://h:80/?q=a%2Fb%3Fc%26d%3D%C3%A9%20%25%2B",
        "http://h                | /{$args.yes}/{$args.n} | - | - | http://h:80/true/1.50",
        "http://h                | /x/{$args.none}/{$args.nope} | - | - | http://h:80/x//",
        "http://h                | /x/{ $({a: 7}.a) }    | - | - | http://h:80/x/7",
        "http://{$config.host}/a | /b                    | - | - | http://api.test:8080/a/b",
        "{$config.base}          | /b                    | - | - | https://other.test:443/v2/b",
        "-                       | https://h/x?y={$this.id} | - | - | https://h:443/x?y=42",
        "http://h/a              | /b | $(['c d', 1, null, true]) | - |"
            + " http://h:80/a/b/c%20d/1/true",
        "http://h/a/             | /b/ | $(['c'])        | - | http://h:80/a/b/c",
        "http://h                | /b?x=1 | - | m: $args.list n: $args.none k: $this.id "
            + "| http://h:80/b?x=1&m=1&m=2&k=42",
        "http://h                | /b | - | 'filter[a b]': $this.text "
            + "| http://h:80/b?filter%5Ba%20b%5D=a%2Fb%3Fc%26d%3D%C3%A9%20%25%2B",
      })
  @DisplayName("Source and connector make one URI:")
  void builds(
      @Nullable String base,
      String url,
      @Nullable String path,
      @Nullable String query,
      String expected)
      throws Exception {
    ServiceAddress address = build(base, url, path, query).address();
    assertThat(
            (address.tls() ? "https://" : "http://")
                + address.host()
                + ":"
                + address.port()
                + address.target())
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} and {1}, {2}, {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "http://h  | /users/{$this.dots}     | - | -",
        "http://h  | /users/{$this.dot}/x    | - | -",
        "http://h  | /a/%2E%2e/b             | - | -",
        "http://h  | /users                  | $([$this.dots]) | -",
        "http://h  | /users/{$args.list}     | - | -",
        "http://h  | /users/{$args.object}   | - | -",
        "http://h  | /users                  | $args.object | -",
        "http://h  | /users                  | $([$args.list]) | -",
        "http://h  | /users                  | - | $args.list",
        "http://h  | /users                  | - | a: $args.object",
        "http://h  | /users                  | - | a: $([[1]])",
        "ftp://h   | /users                  | - | -",
        "http://h  | http://elsewhere/users  | - | -",
        "-         | /users                  | - | -",
      })
  @DisplayName("No URI is built of:")
  void refuses(@Nullable String base, String url, @Nullable String path, @Nullable String query) {
    assertThatThrownBy(() -> build(base, url, path, query)).isInstanceOf(RestUri.Refused.class);
  }

  @Test
  void aBaseUrlOfTheOperatorsReplacesTheSources() throws Exception {
    Http http = http("/b", null, null, List.of());
    RestUri.Built built =
        RestUri.build(
            http, source("http://h/a"), "https://real/z", variables(), new MappingProblems());
    assertThat(built.address()).isEqualTo(new ServiceAddress(true, "real", 443, "/z/b"));
  }

  @Test
  void aNullInThePathIsNoticedAndOneInTheQueryIsNot() throws Exception {
    assertThat(build("http://h", "/x/{$args.none}", null, null).hasEmptySegment()).isTrue();
    assertThat(build("http://h", "/x?a={$args.none}", null, null).hasEmptySegment()).isFalse();
  }

  @Test
  void aConnectorsHeaderReplacesTheSourcesOfThatName() throws Exception {
    Source source =
        new Source(
            "s",
            template("http://h"),
            List.of(
                new HttpHeader.Written("X-One", template("source")),
                new HttpHeader.Written("X-Two", template("{$this.id}-{$args.none}"))),
            null,
            null,
            new Outcome(null, null, null));
    Http http =
        http(
            "/",
            null,
            null,
            List.of(
                new HttpHeader.Written("x-one", template("con\nnect")),
                new HttpHeader.Written("X-Text", template("{$this.text}")),
                new HttpHeader.Forwarded("X-All", "x-client"),
                new HttpHeader.Forwarded("X-None", "x-absent")));
    MultiMap client = MultiMap.caseInsensitiveMultiMap().add("X-Client", "1").add("x-client", "2");
    MultiMap headers = RestHeaders.build(http, source, variables(), client, new MappingProblems());
    assertThat(headers.getAll("X-One")).containsExactly("connect");
    assertThat(headers.get("X-Two")).isEqualTo("42-");
    assertThat(headers.getAll("X-All")).containsExactly("1", "2");
    assertThat(headers.contains("X-None")).isFalse();
    assertThat(headers.get("X-Text")).isEqualTo("a/b?c&d=Ã© %+");
  }

  @ParameterizedTest
  @CsvSource({"{$args.crlf}", "{$args.nul}", "{$args.list}"})
  @DisplayName("A header cannot hold:")
  void refusesHeaders(String value) {
    Http http = http("/", null, null, List.of(new HttpHeader.Written("X", template(value))));
    assertThatThrownBy(
            () ->
                RestHeaders.build(
                    http,
                    null,
                    variables(),
                    MultiMap.caseInsensitiveMultiMap(),
                    new MappingProblems()))
        .isInstanceOf(RestUri.Refused.class);
  }

  @ParameterizedTest(name = "{1} as {0} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | a: $this.id b: $args.none c: $args.nope | {\"a\":42,\"b\":null}",
        "application/json | $args.list | [1,2]",
        "application/json | $args.nope | ''",
        "application/x-www-form-urlencoded | a: $this.text b: $args.list c: $args.object d:"
            + " $args.none | a=a%2Fb%3Fc%26d%3D%C3%A9+%25%2B&b%5B0%5D=1&b%5B1%5D=2&c%5Ba%5D=1&d=",
      })
  @DisplayName("A body:")
  void bodies(String type, String mapping, String expected) throws Exception {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("content-type", type);
    assertThat(
            RestBody.build(mapping(mapping), headers, variables(), new MappingProblems())
                .toString())
        .isEqualTo(expected);
  }

  private static RestUri.Built build(
      @Nullable String base, String url, @Nullable String path, @Nullable String query)
      throws RestUri.Refused {
    return RestUri.build(
        http(url, path, query, List.of()),
        base == null ? null : source(base),
        null,
        variables(),
        new MappingProblems());
  }

  private static Source source(String base) {
    return new Source("s", template(base), List.of(), null, null, new Outcome(null, null, null));
  }

  private static Http http(
      String url, @Nullable String path, @Nullable String query, List<HttpHeader> headers) {
    return new Http(
        Method.GET,
        template(url),
        headers,
        path == null ? null : mapping(path),
        query == null ? null : mapping(query),
        null);
  }

  private static Mapping mapping(String text) {
    return ((Mapping.Parsed) Mapping.parse(text, ConnectVersion.V0_3)).mapping();
  }

  private static Template template(String text) {
    return ((Template.Parsed) Template.parse(text, ConnectVersion.V0_3)).template();
  }

  private static Map<String, JsonNode> variables() {
    try {
      Map<String, JsonNode> variables = new HashMap<>();
      RestJson.read(VARIABLES)
          .properties()
          .forEach(entry -> variables.put(entry.getKey(), entry.getValue()));
      return variables;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
