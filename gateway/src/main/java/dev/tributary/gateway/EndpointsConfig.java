package dev.tributary.gateway;

import dev.tributary.http.RestEndpoint;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Operations that are called like a REST service. */
record EndpointsConfig(
    @Setting("The endpoints.") List<EndpointConfig> operations,
    @Setting("Path of the OpenAPI document that describes them; empty for none.")
        String description,
    @Setting("Path of a page that describes them; empty for none.") String page) {

  static final EndpointsConfig DEFAULTS =
      new EndpointsConfig(List.of(), "/api/openapi.json", "/api/docs");

  /** One of them. */
  record EndpointConfig(
      @Setting("Path, with a variable's name in braces where its value stands.") String path,
      @Setting("HTTP method; GET for a query and POST for a mutation when it is not said.")
          @Nullable String method,
      @Setting("File with the operation.") String file,
      @Setting("The operation's name, when the file holds several.") @Nullable String operation,
      @Setting("The variable that the whole body is; each member is one otherwise.")
          @Nullable String body,
      @Setting(value = "Status of an answer.", min = 200, max = 299) int status,
      @Setting("Whether answers with errors are given as far as they go.") boolean partial,
      @Setting("What it is for, in a line.") @Nullable String summary) {
    static final EndpointConfig UNSET =
        new EndpointConfig("", null, "", null, null, 200, false, null);

    private RestEndpoint endpoint(Path directory) {
      String document;
      try {
        document = Files.readString(directory.resolve(file));
      } catch (IOException e) {
        throw new IllegalArgumentException(path + ": the file " + file + " cannot be read");
      }
      return RestEndpoint.of(
          method == null ? null : HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
          path,
          document,
          operation,
          body,
          status,
          partial,
          summary);
    }
  }

  @Nullable String documentPath() {
    return description.isEmpty() ? null : description;
  }

  @Nullable String pagePath() {
    return page.isEmpty() ? null : page;
  }

  /**
   * Reads the files.
   *
   * @param directory what relative paths are relative to
   * @throws IllegalArgumentException that says what is wrong
   */
  List<RestEndpoint> endpoints(Path directory) {
    List<RestEndpoint> endpoints = operations.stream().map(one -> one.endpoint(directory)).toList();
    for (int i = 0; i < endpoints.size(); i++) {
      for (RestEndpoint other : endpoints.subList(i + 1, endpoints.size())) {
        RestEndpoint one = endpoints.get(i);
        if (one.path().equals(other.path()) && one.method().equals(other.method())) {
          throw new IllegalArgumentException(one.method() + " " + one.path() + " is there twice");
        }
      }
    }
    return endpoints;
  }
}
