package dev.tributary.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that the gateway shows to services, and who vouches for theirs. When the files
 * change, new connections use what they hold then; files that do not work change nothing.
 *
 * <p>Compared by identity: clients with the same one share connections. {@link #reload} is called
 * by one thread at a time, which may block.
 */
public final class ServiceTls {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceTls.class);

  /** What older ones offer has been broken (RFC 8996). */
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  private final Vertx vertx;
  private final @Nullable Path certificate;
  private final @Nullable Path key;
  private final @Nullable Path authorities;
  private volatile Material material;

  /** As few as there are event loops and kinds of pools. */
  private final Queue<Client> clients = new ConcurrentLinkedQueue<>();

  private record Client(HttpClientAgent agent, HttpClientOptions options) {}

  private record Material(
      @Nullable Buffer certificate, @Nullable Buffer key, @Nullable Buffer authorities) {}

  /**
   * Reads the files for the first time. Blocks.
   *
   * @param certificate null together with {@code key}: the gateway shows none
   * @param authorities null for those that the JDK trusts
   * @throws IllegalArgumentException when they cannot be read or used
   */
  public ServiceTls(
      Vertx vertx, @Nullable Path certificate, @Nullable Path key, @Nullable Path authorities) {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("tls needs both 'certificate' and 'key', or neither");
    }
    this.vertx = vertx;
    this.certificate = certificate;
    this.key = key;
    this.authorities = authorities;
    try {
      this.material = read();
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage() + " cannot be read", e);
    }
    check(material);
  }

  private Material read() throws IOException {
    return new Material(bytes(certificate), bytes(key), bytes(authorities));
  }

  private static @Nullable Buffer bytes(@Nullable Path file) throws IOException {
    return file == null ? null : Buffer.buffer(Files.readAllBytes(file));
  }

  private void check(Material read) {
    try {
      PemKeyCertOptions own = own(read);
      if (own != null) {
        own.getKeyManagerFactory(vertx);
      }
      PemTrustOptions trust = trust(read);
      if (trust != null) {
        trust.getTrustManagerFactory(vertx);
      }
    } catch (Exception e) {
      // Declared as such: whatever is wrong with the bytes.
      throw new IllegalArgumentException(
          "the certificate, its key or the authorities cannot be used: " + e.getMessage(), e);
    }
  }

  private static @Nullable PemKeyCertOptions own(Material read) {
    return read.certificate == null || read.key == null
        ? null
        : new PemKeyCertOptions().addCertValue(read.certificate).addKeyValue(read.key);
  }

  private static @Nullable PemTrustOptions trust(Material read) {
    return read.authorities == null ? null : new PemTrustOptions().addCertValue(read.authorities);
  }

  HttpClientOptions applyTo(HttpClientOptions options) {
    options.setEnabledSecureTransportProtocols(PROTOCOLS);
    PemKeyCertOptions own = own(material);
    if (own != null) {
      options.setKeyCertOptions(own);
    }
    PemTrustOptions trust = trust(material);
    return trust == null ? options : options.setTrustOptions(trust);
  }

  /** What sockets are opened with from now on; for another when {@link #version} is another. */
  void applyTo(WebSocketClientOptions options) {
    options.setEnabledSecureTransportProtocols(PROTOCOLS);
    PemKeyCertOptions own = own(material);
    if (own != null) {
      options.setKeyCertOptions(own);
    }
    PemTrustOptions trust = trust(material);
    if (trust != null) {
      options.setTrustOptions(trust);
    }
  }

  /** Changes with the files. */
  Object version() {
    return material;
  }

  /** The client's new connections follow the files from now on. */
  void follow(HttpClientAgent client, HttpClientOptions options) {
    clients.add(new Client(client, options));
  }

  /** The client is closed. */
  void leave(HttpClientAgent client) {
    clients.removeIf(known -> known.agent == client);
  }

  /** How many clients follow the files. */
  int followers() {
    return clients.size();
  }

  /** Gives the clients what the files hold, when that is new. Blocks. */
  public void reload() {
    Material read;
    try {
      read = read();
      if (read.equals(material)) {
        return;
      }
      check(read);
    } catch (IOException e) {
      LOG.warn("The certificate for services cannot be read again: {}", e.getMessage());
      return;
    } catch (IllegalArgumentException e) {
      LOG.error("Services go on seeing the certificate they know: {}", e.getMessage());
      return;
    }
    material = read;
    for (Client client : clients) {
      ClientSSLOptions options =
          new ClientSSLOptions()
              .setHostnameVerificationAlgorithm("HTTPS")
              .setEnabledSecureTransportProtocols(PROTOCOLS);
      if (client.options.isUseAlpn()) {
        options.setUseAlpn(true).setApplicationLayerProtocols(List.of("h2", "http/1.1"));
      }
      PemKeyCertOptions own = own(read);
      if (own != null) {
        options.setKeyCertOptions(own);
      }
      PemTrustOptions trust = trust(read);
      if (trust != null) {
        options.setTrustOptions(trust);
      }
      client
          .agent
          .updateSSLOptions(options)
          .onSuccess(updated -> LOG.info("Services see a new certificate"))
          .onFailure(broken -> LOG.error("The certificate cannot be replaced", broken));
    }
  }
}
