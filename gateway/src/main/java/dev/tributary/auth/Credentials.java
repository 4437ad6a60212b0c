package dev.tributary.auth;

import dev.tributary.telemetry.RequestRecord;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request brings along to show who sends it, whatever it came by. */
public interface Credentials {

  /**
   * Every value of a header field, in order.
   *
   * @param name in any case
   */
  List<String> header(String name);

  /** What the client proved to hold the key of, in the TLS handshake; null when it proved none. */
  @Nullable X509Certificate certificate();

  /** Where what becomes of the request is written down. */
  default RequestRecord record() {
    return RequestRecord.unread();
  }

  /** Where the request comes from, for logs: an address without a port. */
  String remote();
}
