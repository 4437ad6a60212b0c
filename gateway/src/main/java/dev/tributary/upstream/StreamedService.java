package dev.tributary.upstream;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service that is sent clients' requests as they come, and whose answers clients get as they
 * come. Shared by all event loops.
 */
public final class StreamedService {

  private final String name;
  private final ServiceOptions options;
  private final @Nullable ServiceAddress address;
  private final StreamedFields fields;

  /**
   * @param name as it is configured
   * @param options how it is called; its rules for header fields are about what is not passed on by
   *     itself
   * @param hasInstances whether its instances are known by other means than its URL
   * @param credentials names of header fields by which clients show who they are here, lower case
   * @throws IllegalArgumentException when nothing says where it is
   */
  public StreamedService(
      String name, ServiceOptions options, boolean hasInstances, Set<String> credentials) {
    this.name = name;
    this.options = options;
    this.address = options.url() == null ? null : ServiceAddress.parse(options.url());
    this.fields = new StreamedFields(options, credentials);
    if (options.url() != null && address == null) {
      throw new IllegalArgumentException("the URL of service " + name + " is not one");
    }
    if (address == null && !hasInstances) {
      throw new IllegalArgumentException(
          "service "
              + name
              + " has neither 'url' nor 'balancing', so that nobody knows where it is");
    }
  }

  public String name() {
    return name;
  }

  /** What becomes of header fields on the way to it and back. */
  public StreamedFields fields() {
    return fields;
  }

  ServiceOptions options() {
    return options;
  }

  /** Where it is, unless it has instances. */
  ServiceAddress address() {
    return address == null ? new ServiceAddress(false, "", 0, "/") : address;
  }

  /** The path of its URL, without a slash at its end: what all its paths begin with. */
  public String basePath() {
    if (address == null) {
      return "";
    }
    String target = address.target();
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
