package dev.tributary.samples.data;

import java.util.List;
import java.util.Random;

/** The words that names and reviews are put together from. */
final class Vocabulary {

  private Vocabulary() {}

  static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  static final List<String> FIRST_NAMES =
      words(
          """
          Ada Amara Anouk Asta Bilal Birgit Carlos Chiara Daan Dilara Edda Elif Emeka Esther Farid
          Femke Finn Gesa Giulia Hana Henrik Ines Ivo Jana Jamal Joren Kaito Katarina Lale Leon
          Lotte Mads Mariam Mateo Mina Nadia Nils Noor Oskar Paloma Pavel Priya Rafael Rosa Ruth
          Samir Sanne Selma Simon Tariq Tove Uma Vera Wanja Yara Yusuf Zoe Milan Ilse Bruno
          """);

  static final List<String> SURNAMES =
      words(
          """
          Adeyemi Albers Almeida Bakker Baumann Berg Bianchi Celik Costa Dahl Demir Dijkstra Eriksen
          Fabre Ferrari Fischer Gomez Haddad Hansen Ibrahim Ivanova Jansen Kaya Keller Kowalski
          Lambert Larsen Lopez Marchetti Meyer Moreau Nakamura Novak Okafor Olsen Peeters Petrov
          Quist Rahman Ricci Rossi Santos Schmidt Silva Sorensen Tanaka Thomsen Ueda Vega Visser
          Vogel Wagner Weber Winter Yilmaz Zimmer
          """);

  static final List<String> CITIES =
      words(
          """
          Aarhus Antwerp Bergen Bologna Bordeaux Bremen Ghent Girona Graz Hamburg Izmir Leipzig
          Ljubljana Lyon Malmo Nijmegen Porto Sofia Tampere Turin Utrecht Valencia Zurich
          """);

  static final List<String> COLOURS =
      words(
          """
          moss:#4a5d23 slate:#708090 rust:#b7410e sand:#c2b280 ink:#1b1f3b sky:#87ceeb plum:#6d214f
          amber:#ffbf00
          """);

  static final List<String> MATERIALS =
      words("cotton wool ripstop leather aluminium titanium bamboo polyester steel cork");

  static final List<String> TAGS =
      words("light warm waterproof new vegan repairable compact bestseller winter summer family");

  static final List<String> RANGES =
      words(
          """
          Fjord Ridge Delta Tarn Cairn Brook Meadow Summit Harbour Thicket Glacier Heath Estuary
          Canyon Orchard Lagoon Moor Rapids Dune Grove
          """);

  static final List<String> GLAD =
      lines(
          """
          Went with me through a wet week in Norway and still looks new.
          Light, sturdy, and the zip can be worked with gloves on.
          Bought one for myself, then two more for the family.
          Does what it should and nothing else. That is rare.
          After a year of weekly use there is no fault to report.
          The colour is even better than in the pictures.
          Packs down smaller than I had hoped.
          """);

  static final List<String> TORN =
      lines(
          """
          Good idea, but the seams could be cleaner at this price.
          Fine for a weekend, I would not take it on a long tour.
          Runs a size small. Exchange was quick, though.
          Works well in the dry; in heavy rain less so.
          Solid, only heavier than stated.
          """);

  static final List<String> CROSS =
      lines(
          """
          The buckle broke on the second day.
          Smelled of glue for weeks, sent it back.
          Leaks at the seams, twice repaired, still leaks.
          Not the colour that was shown, and two weeks late.
          """);

  static final List<String> QUESTIONS =
      lines(
          """
          Can it be washed in a machine?
          Does it fit into hand luggage?
          Is there a longer version of it?
          How warm does it keep below zero?
          Can the parts be bought one by one?
          Is the older model's cover compatible?
          """);

  static final List<String> ANSWERS =
      lines(
          """
          Yes, mine has been for years.
          No, I asked the shop and they said so too.
          Only just. Measure before you buy.
          It depends on the size you take.
          The newer ones do, the first series does not.
          """);

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  private static List<String> lines(String text) {
    return text.strip().lines().toList();
  }
}
