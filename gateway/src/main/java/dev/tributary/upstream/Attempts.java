package dev.tributary.upstream;

import dev.tributary.balance.Balancer;
import dev.tributary.balance.Instance;
import dev.tributary.balance.Place;
import dev.tributary.execute.UpstreamFailure;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call: where each goes, and what each showed of the instance that it went to.
 * Confined to one event loop.
 */
final class Attempts {

  private static final int MOST = 3;

  private final ServiceAddress address;
  private final @Nullable Balancer balancer;
  private final ServiceRequest request;
  private Set<Instance> tried = Set.of();
  private @Nullable Instance instance;
  private @Nullable Place latest;
  private long begun;

  /**
   * @param address where the service is, unless it has instances
   * @param balancer chooses among them; null when it has none
   * @param request what is sent: where equal keys go to one instance, its fields or it is the key
   */
  Attempts(ServiceAddress address, @Nullable Balancer balancer, ServiceRequest request) {
    this.address = address;
    this.balancer = balancer;
    this.request = request;
  }

  /** Whether the call goes to instances that the operator has named, whatever its address says. */
  boolean areInstances() {
    return balancer != null;
  }

  /** Where the next attempt goes; null when no instance is left. */
  @Nullable RequestOptions next() {
    if (balancer == null) {
      return address.asRequest();
    }
    Instance chosen = balancer.choose(balancer.hashes() ? hash(balancer) : 0, tried);
    instance = chosen;
    if (chosen == null) {
      return null;
    }
    chosen.begin();
    begun = System.nanoTime();
    Place place = chosen.place();
    latest = place;
    RequestOptions to =
        new RequestOptions().setHost(place.host()).setPort(place.port()).setSsl(place.tls());
    if (place.address() != null) {
      to.setServer(SocketAddress.inetSocketAddress(place.port(), place.address()));
    }
    return to;
  }

  /** The instance that was asked last; null for none. */
  @Nullable Place latest() {
    return latest;
  }

  private int hash(Balancer balancer) {
    String name = balancer.hashHeader();
    String value = name == null ? null : request.headers().get(name);
    return value != null
        ? value.hashCode()
        : 31 * request.target().hashCode() + Objects.hashCode(request.body());
  }

  /** The attempt was answered. */
  void answered(int status) {
    Instance asked = instance;
    instance = null;
    if (asked == null) {
      return;
    }
    if (status >= 500) {
      tell(asked);
    } else {
      asked.succeeded(System.nanoTime() - begun);
    }
  }

  /** The attempt failed, and the instance may be to blame. */
  void failed() {
    Instance asked = instance;
    instance = null;
    if (asked != null) {
      tell(asked);
    }
  }

  /** The call has failed: the instance may be to blame, unless nobody waits for the answer. */
  void failed(UpstreamFailure failure) {
    if (failure.code() == UpstreamFailure.Code.UPSTREAM_CANCELLED) {
      left();
    } else {
      failed();
    }
  }

  private void tell(Instance asked) {
    asked.failed(System.nanoTime() - begun);
    if (tried.isEmpty()) {
      tried = new HashSet<>();
    }
    tried.add(asked);
  }

  /** The attempt was given up, because another instance has answered meanwhile. */
  void outrun() {
    Instance asked = instance;
    instance = null;
    if (asked != null) {
      asked.outrun(System.nanoTime() - begun);
    }
  }

  /** The attempt was given up for reasons that have nothing to do with the instance. */
  void left() {
    Instance asked = instance;
    instance = null;
    if (asked != null) {
      asked.left();
    }
  }

  /**
   * Those of the same call, made by others than the instances that these have asked, while one of
   * them is asked; taken from the budget.
   *
   * @return null when there is no other that may be asked
   */
  @Nullable Attempts beside() {
    if (balancer == null || instance == null) {
      return null;
    }
    Set<Instance> asked = new HashSet<>(tried);
    asked.add(instance);
    if (!balancer.takeRetry(asked)) {
      return null;
    }
    Attempts beside = new Attempts(address, balancer, request);
    beside.tried = asked;
    return beside;
  }

  /** The call begins anew: those that failed may be asked again. */
  void forget() {
    tried = Set.of();
  }

  /** Whether another instance may be asked after a failure; takes it from the budget. */
  boolean takeAnother() {
    return balancer != null && tried.size() < MOST && !tried.isEmpty() && balancer.takeRetry(tried);
  }
}
