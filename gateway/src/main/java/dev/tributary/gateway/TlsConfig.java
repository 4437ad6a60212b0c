package dev.tributary.gateway;

import dev.tributary.http.ServerTls;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS on the client-facing server. */
record TlsConfig(
    @Setting("PEM file with the server's certificate, followed by those between it and the root.")
        @Nullable String certificate,
    @Setting("PEM file with its key (PKCS #8).") @Nullable String key,
    @Setting("PKCS #12 file with both, instead of the two.") @Nullable String keystore,
    @Setting("The PKCS #12 file's password.") String keystorePassword,
    @Setting("Ask clients for certificates; required refuses connections without one.")
        ClientCertificates clientCertificates,
    @Setting("PEM file with the authorities that vouch for clients.")
        @Nullable String clientAuthorities) {

  enum ClientCertificates {
    off,
    optional,
    required
  }

  static final TlsConfig DEFAULTS =
      new TlsConfig(null, null, null, "", ClientCertificates.off, null);

  /**
   * Says what does not go together, and where the files are.
   *
   * @param directory what relative paths are relative to
   */
  ServerTls.Identity identity(Path directory) {
    if (keystore != null && certificate == null && key == null) {
      return new ServerTls.Identity.Pkcs12(directory.resolve(keystore), keystorePassword);
    }
    if (keystore == null && certificate != null && key != null) {
      return new ServerTls.Identity.Pem(directory.resolve(certificate), directory.resolve(key));
    }
    throw new IllegalArgumentException(
        "server.tls needs 'certificate' and 'key', or 'keystore' alone");
  }

  ServerTls.Clients clients(Path directory) {
    if (clientCertificates == ClientCertificates.off) {
      return new ServerTls.Clients.NotAsked();
    }
    if (clientAuthorities == null) {
      throw new IllegalArgumentException(
          "server.tls.clientAuthorities must say who vouches for clients' certificates");
    }
    Path authorities = directory.resolve(clientAuthorities);
    return clientCertificates == ClientCertificates.required
        ? new ServerTls.Clients.Required(authorities)
        : new ServerTls.Clients.Asked(authorities);
  }

  /** Reads the files. Blocks. */
  ServerTls open(Vertx vertx, Path directory) {
    return new ServerTls(vertx, identity(directory), clients(directory));
  }
}
