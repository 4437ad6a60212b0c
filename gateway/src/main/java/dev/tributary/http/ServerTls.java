package dev.tributary.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate, and which clients' certificates it takes. When the files change, new
 * connections are served with what they hold then; files that do not work change nothing.
 *
 * <p>{@link #reload} is called by one thread at a time, which may block; {@link #applyTo} before
 * that.
 */
public final class ServerTls {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  /** What older ones offer has been broken (RFC 8996). */
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  private static final long HANDSHAKE_SECONDS = 10;

  /** Where the server's own certificate and key are. */
  public sealed interface Identity {

    /** The certificate, followed by those between it and the root, and its key. */
    record Pem(Path certificate, Path key) implements Identity {}

    /** Both in a PKCS #12 file. */
    record Pkcs12(Path file, String password) implements Identity {
      @Override
      public String toString() {
        return "Pkcs12[" + file + "]";
      }
    }
  }

  /** Whether clients are asked for certificates. One that does not verify ends the handshake. */
  public sealed interface Clients {

    record NotAsked() implements Clients {}

    /**
     * They may show one.
     *
     * @param authorities PEM certificates that vouch for them
     */
    record Asked(Path authorities) implements Clients {}

    /**
     * They must show one.
     *
     * @param authorities PEM certificates that vouch for them
     */
    record Required(Path authorities) implements Clients {}

    /** Null when none are asked for. */
    default @Nullable Path authorityFile() {
      return switch (this) {
        case NotAsked none -> null;
        case Asked(Path authorities) -> authorities;
        case Required(Path authorities) -> authorities;
      };
    }
  }

  private final Vertx vertx;
  private final Identity identity;
  private final Clients clients;
  private Material material;

  /**
   * What the files hold.
   *
   * @param own the certificate and the key, or the PKCS #12 file
   */
  private record Material(List<Buffer> own, @Nullable Buffer authorities) {}

  /**
   * Reads the files for the first time. Blocks.
   *
   * @throws IllegalArgumentException when a file cannot be read, or what they hold cannot be used
   */
  public ServerTls(Vertx vertx, Identity identity, Clients clients) {
    this.vertx = vertx;
    this.identity = identity;
    this.clients = clients;
    try {
      this.material = read();
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage() + " cannot be read", e);
    }
    check(material);
  }

  private Material read() throws IOException {
    Path authorities = clients.authorityFile();
    return new Material(
        switch (identity) {
          case Identity.Pem(Path certificate, Path key) -> List.of(read(certificate), read(key));
          case Identity.Pkcs12(Path file, String password) -> List.of(read(file));
        },
        authorities == null ? null : read(authorities));
  }

  private static Buffer read(Path file) throws IOException {
    return Buffer.buffer(Files.readAllBytes(file));
  }

  private void check(Material read) {
    try {
      for (KeyManager manager : keyCert(read).getKeyManagerFactory(vertx).getKeyManagers()) {
        if (manager instanceof X509KeyManager keys) {
          checkPairs(keys);
        }
      }
      TrustOptions trust = trust(read);
      if (trust != null) {
        trust.getTrustManagerFactory(vertx);
      }
    } catch (Exception e) {
      // Declared as such: whatever is wrong with the bytes.
      throw new IllegalArgumentException(
          "the certificate, its key or the authorities cannot be used: " + e.getMessage(), e);
    }
  }

  /** Between the writing of one file and of the other, they do not belong together. */
  private static void checkPairs(X509KeyManager manager) throws GeneralSecurityException {
    for (String type : List.of("RSA", "EC")) {
      String[] aliases = manager.getServerAliases(type, null);
      for (String alias : aliases == null ? new String[0] : aliases) {
        byte[] text = {1, 2, 3};
        Signature signature =
            Signature.getInstance(type.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(manager.getPrivateKey(alias));
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(manager.getCertificateChain(alias)[0].getPublicKey());
        signature.update(text);
        if (!signature.verify(signed)) {
          throw new SignatureException("the key is another certificate's");
        }
      }
    }
  }

  private KeyCertOptions keyCert(Material read) {
    return switch (identity) {
      case Identity.Pem pem ->
          new PemKeyCertOptions().addCertValue(read.own.get(0)).addKeyValue(read.own.get(1));
      case Identity.Pkcs12(Path file, String password) ->
          new PfxOptions().setValue(read.own.getFirst()).setPassword(password);
    };
  }

  private static @Nullable TrustOptions trust(Material read) {
    return read.authorities == null ? null : new PemTrustOptions().addCertValue(read.authorities);
  }

  private ClientAuth clientAuth() {
    return switch (clients) {
      case Clients.NotAsked none -> ClientAuth.NONE;
      case Clients.Asked asked -> ClientAuth.REQUEST;
      case Clients.Required required -> ClientAuth.REQUIRED;
    };
  }

  HttpServerOptions applyTo(HttpServerOptions options) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setKeyCertOptions(keyCert(material))
        .setClientAuth(clientAuth());
    TrustOptions trust = trust(material);
    return trust == null ? options : options.setTrustOptions(trust);
  }

  /** Gives the servers what the files hold, when that is new. Blocks. */
  public void reload(Iterable<HttpServer> servers) {
    Material read;
    try {
      read = read();
      if (read.equals(material)) {
        return;
      }
      // Told once: the same broken files are not tried again.
      material = read;
      check(read);
    } catch (IOException e) {
      LOG.warn("The server's certificate cannot be read again: {}", e.getMessage());
      return;
    } catch (IllegalArgumentException e) {
      LOG.error("The server goes on with the certificate it has: {}", e.getMessage());
      return;
    }
    ServerSSLOptions options =
        new ServerSSLOptions()
            .setUseAlpn(true)
            .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
            .setEnabledSecureTransportProtocols(PROTOCOLS)
            .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setKeyCertOptions(keyCert(read))
            .setClientAuth(clientAuth());
    TrustOptions trust = trust(read);
    if (trust != null) {
      options.setTrustOptions(trust);
    }
    for (HttpServer server : servers) {
      server
          .updateSSLOptions(options)
          .onSuccess(updated -> LOG.info("The server has a new certificate"))
          .onFailure(broken -> LOG.error("The server's certificate cannot be replaced", broken));
    }
  }
}
