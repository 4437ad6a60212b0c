package dev.tributary.http;

import dev.tributary.auth.Credentials;
import dev.tributary.telemetry.RequestRecord;
import io.vertx.core.MultiMap;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a WebSocket's upgrade and its {@code connection_init} bring along together: two values for
 * one header field, when these differ, are as wrong as they are over HTTP.
 */
record SocketCredentials(
    MultiMap headers, @Nullable X509Certificate certificate, String remote, RequestRecord record)
    implements Credentials {

  @Override
  public List<String> header(String name) {
    return headers.getAll(name).stream().distinct().toList();
  }
}
