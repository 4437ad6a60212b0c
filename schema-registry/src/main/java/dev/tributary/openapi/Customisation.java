package dev.tributary.openapi;

import dev.tributary.openapi.Settings.Problems;
import dev.tributary.openapi.Settings.Word;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a subgraph's owner wants otherwise than the document has it. Operations are named by their
 * {@code operationId} or as {@code GET /path}, types as in {@code components/schemas} or as they
 * are called without customisation, properties as in JSON.
 *
 * @param include the only operations that are imported; all when empty
 * @param typePrefix before every type's name but those that are given here
 */
record Customisation(
    @Nullable String source,
    @Nullable Word baseUrl,
    @Nullable Word typePrefix,
    List<Choice> include,
    List<Choice> exclude,
    List<OperationChange> operations,
    List<TypeChange> types,
    List<Entity> entities,
    List<Relation> relations,
    @Nullable Credentials auth) {

  static final Customisation NONE =
      new Customisation(
          null, null, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null);

  /** Operations that have all that is said here. */
  record Choice(
      int line,
      @Nullable Word operation,
      @Nullable Word tag,
      @Nullable Word path,
      @Nullable Word method) {}

  /** An operation's field. */
  record OperationChange(Word operation, @Nullable Word name) {}

  /** A type and some of its fields. */
  record TypeChange(Word type, @Nullable Word name, List<FieldChange> fields) {
    TypeChange {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A field.
   *
   * @param type the scalar that it is given as
   */
  record FieldChange(Word property, @Nullable Word name, @Nullable Word type, boolean hidden) {}

  /**
   * A type that is found by its key.
   *
   * @param key properties
   * @param lookup the operation that gives one
   * @param parameters of the look-up, and the properties that they are
   */
  record Entity(
      Word type,
      List<Word> key,
      @Nullable Word lookup,
      Map<Word, Word> parameters,
      @Nullable Batch batch) {
    Entity {
      key = List.copyOf(key);
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
  }

  /**
   * The operation that gives many.
   *
   * @param parameter the list of keys; a property of the body when there is no such parameter
   * @param size how many keys one call takes at most
   * @param items the property of the answer that is the list
   */
  record Batch(
      Word operation, @Nullable Word parameter, @Nullable Integer size, @Nullable Word items) {}

  /**
   * A field that leads to an entity.
   *
   * @param from properties of its key, and the properties of this type that are their values
   */
  record Relation(Word type, Word field, Word to, Map<Word, Word> from) {
    Relation {
      from = Collections.unmodifiableMap(new LinkedHashMap<>(from));
    }
  }

  /**
   * What calls carry.
   *
   * @param scheme of the document's security schemes; null for none
   * @param forward the header of the client's that is sent on
   */
  record Credentials(@Nullable Word scheme, @Nullable Word forward) {}

  Customisation {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    operations = List.copyOf(operations);
    types = List.copyOf(types);
    entities = List.copyOf(entities);
    relations = List.copyOf(relations);
  }

  /** The options, with what is said here where they say nothing. */
  ImportOptions options(ImportOptions options) {
    boolean standard = options.source().equals(ImportOptions.DEFAULTS.source());
    return new ImportOptions(
        standard && source != null ? source : options.source(),
        options.baseUrl() == null && baseUrl != null ? baseUrl.text() : options.baseUrl(),
        options.typePrefix(),
        options.plain(),
        options.maxDepth(),
        options.maxFields());
  }

  /** With the entities and relations of another. */
  Customisation plus(Customisation other) {
    List<Entity> moreEntities = new ArrayList<>(entities);
    moreEntities.addAll(other.entities());
    List<Relation> moreRelations = new ArrayList<>(relations);
    moreRelations.addAll(other.relations());
    return new Customisation(
        source,
        baseUrl,
        typePrefix,
        include,
        exclude,
        operations,
        types,
        moreEntities,
        moreRelations,
        auth);
  }

  /** The same, but for what the options say. */
  Customisation with(ImportOptions options) {
    return options.typePrefix() == null
        ? this
        : new Customisation(
            source,
            baseUrl,
            new Word(options.typePrefix(), 1),
            include,
            exclude,
            operations,
            types,
            entities,
            relations,
            auth);
  }

  /** Reads YAML. */
  static Customisation read(SourceText text, Problems problems) {
    Settings root = Settings.read(text, problems);
    List<OperationChange> operations = new ArrayList<>();
    root.entries(
        "operations",
        (operation, settings) ->
            operations.add(new OperationChange(operation, settings.word("name"))));
    List<TypeChange> types = new ArrayList<>();
    root.entries("types", (type, settings) -> types.add(type(type, settings)));
    List<Entity> entities = new ArrayList<>();
    root.entries("entities", (type, settings) -> entities.add(entity(type, settings)));
    List<Relation> relations = new ArrayList<>();
    root.entries(
        "relations",
        (place, settings) -> {
          int dot = place.text().indexOf('.');
          if (dot < 1) {
            problems.add(place.line(), "'" + place.text() + "' is not of the form Type.field");
          }
          relations.add(
              new Relation(
                  new Word(place.text().substring(0, Math.max(0, dot)), place.line()),
                  new Word(place.text().substring(dot + 1), place.line()),
                  settings.required("to"),
                  settings.pairs("from")));
        });
    Customisation read =
        new Customisation(
            root.text("source"),
            root.word("baseUrl"),
            root.word("typePrefix"),
            choices(root, "include", problems),
            choices(root, "exclude", problems),
            operations,
            types,
            entities,
            relations,
            auth(root));
    root.done();
    return read;
  }

  private static List<Choice> choices(Settings root, String name, Problems problems) {
    List<Choice> choices = new ArrayList<>();
    root.each(
        name,
        settings -> {
          Choice choice =
              new Choice(
                  settings.line(),
                  settings.word("operation"),
                  settings.word("tag"),
                  settings.word("path"),
                  settings.word("method"));
          if (choice.operation() == null
              && choice.tag() == null
              && choice.path() == null
              && choice.method() == null) {
            problems.add(settings.line(), "it says nothing of operation, tag, path or method");
          }
          choices.add(choice);
        });
    return choices;
  }

  private static TypeChange type(Word type, Settings settings) {
    List<FieldChange> fields = new ArrayList<>();
    settings.entries(
        "fields",
        (property, change) ->
            fields.add(
                new FieldChange(
                    property, change.word("name"), change.word("type"), change.isTrue("hidden"))));
    return new TypeChange(type, settings.word("name"), fields);
  }

  private static Entity entity(Word type, Settings settings) {
    Batch batch = null;
    if (settings.has("batch")) {
      Settings of = settings.mapping("batch");
      batch =
          new Batch(
              of.required("operation"), of.word("parameter"), of.count("size"), of.word("items"));
      of.done();
    }
    return new Entity(
        type, settings.words("key"), settings.word("lookup"), settings.pairs("parameters"), batch);
  }

  private static @Nullable Credentials auth(Settings root) {
    if (!root.has("auth")) {
      return null;
    }
    Settings auth = root.mapping("auth");
    Credentials credentials = new Credentials(auth.word("scheme"), auth.word("forward"));
    auth.done();
    return credentials;
  }
}
