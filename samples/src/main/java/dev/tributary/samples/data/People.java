package dev.tributary.samples.data;

import static dev.tributary.samples.data.Vocabulary.pick;

import dev.tributary.samples.data.Account.Brand;
import dev.tributary.samples.data.Account.Contact;
import dev.tributary.samples.data.Account.Membership;
import dev.tributary.samples.data.Account.User;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The users and brands of the shop. */
public record People(List<User> users, List<Brand> brands) {

  /** How many users there are; their ids are {@code u1}, {@code u2} and so on. */
  public static final int USERS = 200;

  private static final OffsetDateTime OPENED =
      OffsetDateTime.of(2019, 3, 1, 8, 0, 0, 0, ZoneOffset.UTC);

  private static final List<Brand> BRANDS =
      List.of(
          brand(1, "Nordlys", "NO", "https://nordlys.example"),
          brand(2, "Van der Veen", "NL", "https://vanderveen.example"),
          brand(3, "Alta Via", "IT", null),
          brand(4, "Karst & Kin", "SI", "https://karstkin.example"),
          brand(5, "Bregenz Works", "AT", "https://bregenz.example"),
          brand(6, "Ostro", "ES", null),
          brand(7, "Kajiyama", "JP", "https://kajiyama.example"),
          brand(8, "Little Auk", "IS", "https://littleauk.example"),
          brand(9, "Marrow Bay", "CA", "https://marrowbay.example"),
          brand(10, "Tessera", "PT", "https://tessera.example"),
          brand(11, "Halde", "DE", null),
          brand(12, "Juniper Supply", "US", "https://junipersupply.example"));

  public People {
    users = List.copyOf(users);
    brands = List.copyOf(brands);
  }

  /** The same people every time. */
  public static People generate() {
    Random random = new Random(19);
    List<User> users = new ArrayList<>(USERS);
    for (int number = 1; number <= USERS; number++) {
      users.add(user(random, number));
    }
    return new People(users, BRANDS);
  }

  private static User user(Random random, int number) {
    String first = pick(random, Vocabulary.FIRST_NAMES);
    String last = pick(random, Vocabulary.SURNAMES);
    String username = (first.charAt(0) + last).toLowerCase(Locale.ROOT) + number;
    Contact contact = new Contact(username + "@mail.example", pick(random, Vocabulary.CITIES));
    List<String> follows =
        random
            .ints(random.nextInt(9), 1, USERS + 1)
            .filter(other -> other != number)
            .distinct()
            .mapToObj(other -> "u" + other)
            .toList();
    return new User(
        "u" + number,
        username,
        first + " " + last,
        OPENED.plusHours(random.nextInt(24 * 365 * 6)),
        pick(random, List.of(Membership.values())),
        Money.euros(random.nextInt(4) == 0 ? random.nextInt(20_000) : 0),
        number % 9 == 4 ? null : contact,
        follows);
  }

  /** The usernames by user: index 0 is that of {@code u1}. */
  static List<String> usernames() {
    return generate().users().stream().map(User::username).toList();
  }

  static List<String> brandIds() {
    return IntStream.rangeClosed(1, BRANDS.size()).mapToObj(number -> "b" + number).toList();
  }

  private static Brand brand(int number, String name, String country, @Nullable String website) {
    return new Brand("b" + number, name, OPENED.plusDays(number * 41L), country, website);
  }
}
