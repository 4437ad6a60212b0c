package dev.tributary.http;

import dev.tributary.auth.Credentials;
import dev.tributary.telemetry.RequestRecord;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What an HTTP request brings along. */
record RequestCredentials(HttpServerRequest request, RequestRecord record) implements Credentials {

  @Override
  public List<String> header(String name) {
    return request.headers().getAll(name);
  }

  @Override
  public @Nullable X509Certificate certificate() {
    SSLSession session = request.connection().sslSession();
    if (session == null) {
      return null;
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? certificate
          : null;
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  @Override
  public String remote() {
    SocketAddress remote = request.remoteAddress();
    return remote == null || remote.hostAddress() == null ? "unknown" : remote.hostAddress();
  }
}
