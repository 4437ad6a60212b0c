package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every malformed request is answered with the right status and a well-formed GraphQL error, never
 * reaches the engine, and leaves the server answering the next one.
 */
class MalformedRequestTest {

  private static final ObjectMapper json = new ObjectMapper();
  private static TestServer server;

  /**
   * @param codes expected {@code extensions.code} values, in order
   */
  record Case(String name, byte[] request, int status, List<String> codes) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    server = new TestServer(HttpOptions.defaults());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Case> cases() {
    return Stream.of(
        post("an empty body", "", 400, "MALFORMED_JSON"),
        post("white space only", " \n\t ", 400, "MALFORMED_JSON"),
        post("no JSON", "NONSENSE", 400, "MALFORMED_JSON"),
        post("truncated JSON", "{\"query\":", 400, "MALFORMED_JSON"),
        post("an unclosed string", "{\"query\":\"{a}", 400, "MALFORMED_JSON"),
        post("a trailing comma", "{\"query\":\"{a}\",}", 400, "MALFORMED_JSON"),
        post("single quotes", "{'query':'{a}'}", 400, "MALFORMED_JSON"),
        post("a comment", "{/**/\"query\":\"{a}\"}", 400, "MALFORMED_JSON"),
        post("NaN", "{\"query\":\"{a}\",\"variables\":{\"n\":NaN}}", 400, "MALFORMED_JSON"),
        post(
            "a leading zero",
            "{\"query\":\"{a}\",\"variables\":{\"n\":01}}",
            400,
            "MALFORMED_JSON"),
        post("a raw line break in a string", "{\"query\":\"{\na}\"}", 400, "MALFORMED_JSON"),
        post("a raw NUL in a string", "{\"query\":\"{\0a}\"}", 400, "MALFORMED_JSON"),
        post("an unknown escape", "{\"query\":\"\\x\"}", 400, "MALFORMED_JSON"),
        post("two values", "{\"query\":\"{a}\"}{}", 400, "MALFORMED_JSON"),
        post("text after the object", "{\"query\":\"{a}\"} x", 400, "MALFORMED_JSON"),
        post("a batch", "[{\"query\":\"{a}\"}]", 400, "BATCHING_NOT_ENABLED"),
        post("a string", "\"{a}\"", 400, "NOT_A_JSON_OBJECT"),
        post("a number", "1", 400, "NOT_A_JSON_OBJECT"),
        post("null", "null", 400, "NOT_A_JSON_OBJECT"),
        post("no query", "{}", 400, "MISSING_QUERY"),
        post("a misspelt query", "{\"qeury\":\"{a}\"}", 400, "MISSING_QUERY"),
        post("a null query", "{\"query\":null}", 400, "MISSING_QUERY"),
        post("a query that is a number", "{\"query\":1}", 400, "INVALID_QUERY"),
        post("a query that is an object", "{\"query\":{\"a\":[1]}}", 400, "INVALID_QUERY"),
        post(
            "half a surrogate pair",
            "{\"query\":\"{a(s:\\\"\\ud83d\\\")}\"}",
            400,
            "INVALID_QUERY"),
        post(
            "an operation name that is a list",
            "{\"query\":\"{a}\",\"operationName\":[]}",
            400,
            "INVALID_OPERATION_NAME"),
        post(
            "variables as a list",
            "{\"query\":\"{a}\",\"variables\":[7]}",
            400,
            "INVALID_VARIABLES"),
        post(
            "variables as text",
            "{\"query\":\"{a}\",\"variables\":\"{}\"}",
            400,
            "INVALID_VARIABLES"),
        post(
            "extensions as text",
            "{\"query\":\"{a}\",\"extensions\":\"\"}",
            400,
            "INVALID_EXTENSIONS"),
        post("a query twice", "{\"query\":\"{a}\",\"query\":\"{b}\"}", 400, "DUPLICATE_KEY"),
        post(
            "several faults, all told",
            "{\"variables\":1,\"operationName\":2,\"extensions\":3}",
            400,
            "INVALID_VARIABLES",
            "INVALID_OPERATION_NAME",
            "INVALID_EXTENSIONS",
            "MISSING_QUERY"),
        post(
            "JSON 10,000 deep",
            "{\"query\":\"{a}\",\"variables\":{\"v\":"
                + "[".repeat(10_000)
                + "]".repeat(10_000)
                + "}}",
            400,
            "JSON_TOO_DEEP"),
        post(
            "an unclosed 1 MB of brackets",
            "{\"query\":\"{a}\",\"variables\":" + "[".repeat(1_000_000),
            400,
            "JSON_TOO_DEEP"),
        utf8("a lone continuation byte", 0x80),
        utf8("an overlong slash", 0xC0, 0xAF),
        utf8("an encoded surrogate", 0xED, 0xA0, 0x80),
        utf8("a code point above U+10FFFF", 0xF4, 0x90, 0x80, 0x80),
        utf8("a sequence cut short", 0xE2, 0x82),
        utf8("Latin-1", 0xE9),
        post(
            "UTF-16",
            new String(
                "{\"query\":\"{a}\"}".getBytes(StandardCharsets.UTF_16LE), StandardCharsets.UTF_8),
            400,
            "MALFORMED_JSON"),
        withType("no content type", "", 415, "UNSUPPORTED_MEDIA_TYPE"),
        withType(
            "a form",
            "Content-Type: application/x-www-form-urlencoded\r\n",
            415,
            "UNSUPPORTED_MEDIA_TYPE"),
        withType("plain text", "Content-Type: text/plain\r\n", 415, "UNSUPPORTED_MEDIA_TYPE"),
        withType(
            "the old graphql type",
            "Content-Type: application/graphql\r\n",
            415,
            "UNSUPPORTED_MEDIA_TYPE"),
        withType(
            "a longer type", "Content-Type: application/jsonx\r\n", 415, "UNSUPPORTED_MEDIA_TYPE"),
        withType("only parameters", "Content-Type: ;\r\n", 415, "UNSUPPORTED_MEDIA_TYPE"),
        withType(
            "Latin-1 announced",
            "Content-Type: application/json; charset=iso-8859-1\r\n",
            415,
            "UNSUPPORTED_MEDIA_TYPE"),
        withType(
            "gzip announced",
            "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
            415,
            "UNSUPPORTED_CONTENT_ENCODING"),
        withType(
            "only HTML accepted",
            "Content-Type: application/json\r\nAccept: text/html\r\n",
            406,
            "NOT_ACCEPTABLE"),
        method("PUT"),
        method("DELETE"),
        method("PATCH"),
        method("OPTIONS"),
        method("BREW"),
        get("no query string", "/graphql", 400, "MISSING_QUERY"),
        get("an empty query string", "/graphql?", 400, "MISSING_QUERY"),
        get("no such parameter", "/graphql?qeury=%7Ba%7D", 400, "MISSING_QUERY"),
        get("a broken escape", "/graphql?query=%7Ba%zz", 400, "MALFORMED_QUERY_STRING"),
        get("an escape cut short", "/graphql?query=%7Ba%7", 400, "MALFORMED_QUERY_STRING"),
        get("escaped bytes that are not UTF-8", "/graphql?query=%FF", 400, "INVALID_UTF8"),
        get(
            "variables that are no JSON",
            "/graphql?query=%7Ba%7D&variables=%7B",
            400,
            "INVALID_VARIABLES"),
        get(
            "variables as a list",
            "/graphql?query=%7Ba%7D&variables=%5B%5D",
            400,
            "INVALID_VARIABLES"),
        get(
            "variables and more",
            "/graphql?query=%7Ba%7D&variables=%7B%7D1",
            400,
            "INVALID_VARIABLES"),
        get(
            "deep variables",
            "/graphql?query=%7Ba%7D&variables=%7B%22a%22%3A" + "[".repeat(5_000),
            400,
            "JSON_TOO_DEEP"),
        get(
            "extensions as text",
            "/graphql?query=%7Ba%7D&extensions=%22%22",
            400,
            "INVALID_EXTENSIONS"),
        get("a query twice", "/graphql?query=%7Ba%7D&query=%7Bb%7D", 400, "DUPLICATE_KEY"),
        new Case(
            "a GET that could be cross-site",
            bytes("GET /graphql?query=%7Ba%7D HTTP/1.1\r\nHost: a\r\n\r\n"),
            400,
            List.of("CSRF_PREVENTED")),
        new Case(
            "an empty preflight header",
            bytes(
                "GET /graphql?query=%7Ba%7D HTTP/1.1\r\n"
                    + "Host: a\r\n"
                    + "Apollo-Require-Preflight:\r\n\r\n"),
            400,
            List.of("CSRF_PREVENTED")),
        get("a URL of 40 kB", "/graphql?query=" + "a".repeat(40_000), 414, "URL_TOO_LONG"),
        raw(
            "a header of 40 kB",
            "GET /graphql HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(40_000) + "\r\n\r\n",
            431,
            "HEADERS_TOO_LARGE"),
        raw(
            "a broken escape in the path",
            "GET /graphql%zz HTTP/1.1\r\nHost: a\r\n\r\n",
            400,
            "MALFORMED_HTTP"),
        raw(
            "a path of only an escape",
            "GET /% HTTP/1.1\r\nHost: a\r\n\r\n",
            400,
            "MALFORMED_HTTP"),
        raw("no HTTP", "HELLO\r\n\r\n", 400, "MALFORMED_HTTP"),
        raw(
            "a control character in a header",
            "GET /graphql HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
            400,
            "MALFORMED_HTTP"),
        raw(
            "a length that is no number",
            "POST /graphql HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: x\r\n\r\n"
                + "{}",
            400,
            "MALFORMED_HTTP"),
        raw(
            "an endless length",
            "POST /graphql HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: 99999999999999999999\r\n\r\n"
                + "{}",
            400,
            "MALFORMED_HTTP"),
        raw(
            "two lengths",
            "POST /graphql HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: 2\r\n"
                + "Content-Length: 3\r\n\r\n"
                + "{}",
            400,
            "MALFORMED_HTTP"),
        raw(
            "a broken chunk size",
            "POST /graphql HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Content-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "zz\r\n"
                + "{}\r\n"
                + "0\r\n\r\n",
            400,
            "MALFORMED_HTTP"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAnsweredWithAGraphQlError(Case malformed) throws IOException {
    server.engine.requests.clear();

    RawHttp.Response response = RawHttp.exchange(server.port(), malformed.request());

    assertThat(response.status()).as(response.text()).isEqualTo(malformed.status());
    assertThat(response.header("content-type"))
        .isEqualTo("application/graphql-response+json; charset=utf-8");
    JsonNode errors = json.readTree(response.body()).get("errors");
    assertThat(
            StreamSupport.stream(errors.spliterator(), false)
                .map(error -> error.at("/extensions/code").asText()))
        .containsExactlyElementsOf(malformed.codes());
    assertThat(errors).allSatisfy(error -> assertThat(error.get("message").asText()).isNotBlank());
    assertThat(server.engine.requests).isEmpty();
    RawHttp.Response next =
        RawHttp.exchange(server.port(), post("next", "{\"query\":\"{a}\"}", 200).request());
    assertThat(next.text()).isEqualTo(FakeEngine.DATA);
  }

  private static Case post(String name, String body, int status, String... codes) {
    return post(name, bytes(body), status, codes);
  }

  private static Case post(String name, byte[] body, int status, String... codes) {
    return new Case(
        name, request("Content-Type: application/json\r\n", body), status, List.of(codes));
  }

  private static Case utf8(String name, int... bytes) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(bytes("{\"query\":\"{a(s:\\\""));
    for (int b : bytes) {
      body.write(b);
    }
    body.writeBytes(bytes("\\\")}\"}"));
    return post(name, body.toByteArray(), 400, "INVALID_UTF8");
  }

  private static Case withType(String name, String headers, int status, String code) {
    return new Case(name, request(headers, bytes("{\"query\":\"{a}\"}")), status, List.of(code));
  }

  private static Case method(String method) {
    return raw(
        "the method " + method,
        method + " /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        405,
        "METHOD_NOT_ALLOWED");
  }

  private static Case get(String name, String url, int status, String code) {
    return raw(
        name,
        "GET " + url + " HTTP/1.1\r\nHost: a\r\nApollo-Require-Preflight: 1\r\n\r\n",
        status,
        code);
  }

  private static Case raw(String name, String request, int status, String code) {
    return new Case(name, bytes(request), status, List.of(code));
  }

  private static byte[] request(String headers, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        bytes(
            "POST /graphql HTTP/1.1\r\nHost: a\r\n"
                + headers
                + "Content-Length: "
                + body.length
                + "\r\n\r\n"));
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
