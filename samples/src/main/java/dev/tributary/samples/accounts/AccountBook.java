package dev.tributary.samples.accounts;

import dev.tributary.samples.data.Account;
import dev.tributary.samples.data.Account.Brand;
import dev.tributary.samples.data.Account.User;
import dev.tributary.samples.data.People;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who there is. Confined to the event loop of the service. */
public final class AccountBook {

  private final Map<String, User> users = new LinkedHashMap<>();
  private final Map<String, String> idsByUsername = new HashMap<>();
  private final Map<String, Brand> brands = new LinkedHashMap<>();

  public AccountBook(People people) {
    for (User user : people.users()) {
      users.put(user.id(), user);
      idsByUsername.put(user.username(), user.id());
    }
    people.brands().forEach(brand -> brands.put(brand.id(), brand));
  }

  public Optional<User> user(String id) {
    return Optional.ofNullable(users.get(id));
  }

  Optional<User> userByName(String username) {
    return Optional.ofNullable(idsByUsername.get(username)).map(users::get);
  }

  List<User> users(int offset, int count) {
    return users.values().stream().skip(offset).limit(count).toList();
  }

  public Optional<Brand> brand(String id) {
    return Optional.ofNullable(brands.get(id));
  }

  Optional<Account> account(String id) {
    return user(id).<Account>map(user -> user).or(() -> brand(id));
  }

  Optional<User> rename(String id, String displayName) {
    return Optional.ofNullable(users.computeIfPresent(id, (same, user) -> user.named(displayName)));
  }
}
