package dev.tributary.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A small OpenID provider of the tests' own: it signs anything, and can be broken. */
final class TestIssuer implements AutoCloseable {

  private static final AtomicInteger NAMES = new AtomicInteger();

  final AtomicInteger keyRequests = new AtomicInteger();
  private final HttpServer server;
  private volatile List<JWK> published = List.of();
  volatile int status = 200;

  TestIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/.well-known/openid-configuration",
        exchange ->
            answer(exchange, "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/keys\"}"));
    server.createContext(
        "/keys",
        exchange -> {
          keyRequests.incrementAndGet();
          answer(exchange, document());
        });
    server.start();
  }

  private void answer(com.sun.net.httpserver.HttpExchange exchange, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The JWK Set as it is published. */
  String document() {
    return new JWKSet(published).toString();
  }

  void publish(JWK... keys) {
    published = List.of(keys);
  }

  void publishToo(JWK key) {
    List<JWK> all = new ArrayList<>(published);
    all.add(key);
    published = List.copyOf(all);
  }

  void withdraw(JWK key) {
    published = published.stream().filter(each -> !each.equals(key)).toList();
  }

  static RSAKey rsa() {
    try {
      return new RSAKeyGenerator(2048).keyID("rsa-" + NAMES.incrementAndGet()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("ec-" + NAMES.incrementAndGet()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A pair of Ed25519 keys, made by the JDK. */
  record EdwardsKeys(OctetKeyPair published, PrivateKey secret) {

    static EdwardsKeys create() {
      try {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        OctetKeyPair published =
            new OctetKeyPair.Builder(
                    Curve.Ed25519,
                    Base64URL.encode(
                        Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
                .keyID("ed-" + NAMES.incrementAndGet())
                .build();
        return new EdwardsKeys(published, pair.getPrivate());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    String sign(JWTClaimsSet claims, JWSAlgorithm algorithm) {
      String signed =
          new JWSHeader.Builder(algorithm).keyID(published.getKeyID()).build().toBase64URL()
              + "."
              + Base64URL.encode(claims.toString());
      try {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(secret);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64URL.encode(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Claims of a token that is right, but for what the test changes. */
  JWTClaimsSet.Builder claims(Clock clock) {
    return new JWTClaimsSet.Builder()
        .issuer(url())
        .audience("gateway")
        .subject("ada")
        .claim("client_id", "mobile")
        .claim("scope", "read write")
        .issueTime(Date.from(clock.instant()))
        .expirationTime(Date.from(clock.instant().plus(Duration.ofMinutes(10))));
  }

  static String sign(JWTClaimsSet claims, JWK key) {
    return sign(claims, key, header -> header);
  }

  static String sign(JWTClaimsSet claims, JWK key, UnaryOperator<JWSHeader.Builder> change) {
    try {
      JWSSigner signer =
          key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner(key.toECKey());
      JWSAlgorithm algorithm = key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256;
      SignedJWT token =
          new SignedJWT(
              change.apply(new JWSHeader.Builder(algorithm).keyID(key.getKeyID())).build(), claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String json(java.util.Map<String, ?> object) {
    return JSONObjectUtils.toJSONString(object);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
