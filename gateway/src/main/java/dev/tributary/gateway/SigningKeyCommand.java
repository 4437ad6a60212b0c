package dev.tributary.gateway;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary key signing}. */
@Command(
    name = "signing",
    description = {
      "Makes the private key by which the gateway signs tokens for services, as a JWK in a new"
          + " file that only its owner can read."
    },
    mixinStandardHelpOptions = true)
final class SigningKeyCommand implements Callable<Integer> {

  /** Whose names are those of JWS algorithms. */
  enum KeyAlgorithm {
    ES256,
    EdDSA,
    RS256,
    HS256
  }

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      defaultValue = "ES256",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}. HS256 is a secret to share.")
  private KeyAlgorithm algorithm = KeyAlgorithm.ES256;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      defaultValue = "service-key.json",
      description = "The file to make, as in token.key of a service; ${DEFAULT-VALUE}.")
  private Path file = Path.of("service-key.json");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          file,
          create(algorithm).toJSONString() + "\n",
          StandardCharsets.US_ASCII,
          StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new InputException("no key was made: " + file + " exists");
    } catch (IOException e) {
      throw new InputException(
          "no key was made: cannot write " + file + ": " + InputException.reason(e));
    }
    spec.commandLine().getErr().printf("Keep %s safe: who has it signs as the gateway.%n", file);
    spec.commandLine().getErr().flush();
    return Tributary.DONE;
  }

  /** A key whose id is the day and a few digits of chance. */
  static JWK create(KeyAlgorithm algorithm) {
    String id =
        LocalDate.now(ZoneOffset.UTC) + "-" + Integer.toHexString(new SecureRandom().nextInt());
    Algorithm name = JWSAlgorithm.parse(algorithm.name());
    try {
      return switch (algorithm) {
        case ES256 ->
            new ECKeyGenerator(Curve.P_256)
                .keyID(id)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(name)
                .generate();
        case RS256 ->
            new RSAKeyGenerator(3072).keyID(id).keyUse(KeyUse.SIGNATURE).algorithm(name).generate();
        case HS256 -> new OctetSequenceKeyGenerator(256).keyID(id).algorithm(name).generate();
        case EdDSA -> edwards(id, name);
      };
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException("every JDK can make such keys", e);
    }
  }

  private static JWK edwards(String id, Algorithm name) throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    return new OctetKeyPair.Builder(Curve.Ed25519, last32(pair.getPublic().getEncoded()))
        .d(last32(pair.getPrivate().getEncoded()))
        .keyID(id)
        .keyUse(KeyUse.SIGNATURE)
        .algorithm(name)
        .build();
  }

  private static Base64URL last32(byte[] encoded) {
    return Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
  }
}
