package dev.tributary.openapi;

import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a schema says after {@code $ref} and {@code allOf}: properties of all parts together. */
final class SchemaForm {

  final Set<String> types = new LinkedHashSet<>();
  final Map<String, Schema<?>> properties = new LinkedHashMap<>();
  final Set<String> required = new LinkedHashSet<>();
  final List<Schema<?>> alternatives = new ArrayList<>();
  List<Object> values = List.of();
  @Nullable String format;
  @Nullable String description;
  @Nullable Schema<?> items;
  @Nullable BigDecimal maximum;
  @Nullable BigDecimal minimum;
  @Nullable String title;
  @Nullable Discriminator discriminator;
  boolean nullable;
  boolean tuple;

  /** Of what a string holds. */
  @Nullable String contentType;

  /** Whether it holds that as text, such as Base64. */
  boolean encoded;

  /** The only type, or "" when there are several or none. */
  String type() {
    if (!properties.isEmpty() && types.isEmpty()) {
      return "object";
    }
    if (types.isEmpty() && !values.isEmpty()) {
      return values.stream().allMatch(String.class::isInstance) ? "string" : "";
    }
    return types.size() == 1 ? types.iterator().next() : "";
  }

  /** Of a property that several parts describe, all of it holds. */
  void addProperty(String name, Schema<?> property) {
    Schema<?> known = properties.get(name);
    if (known == null) {
      properties.put(name, property);
    } else if (!known.equals(property)) {
      Schema<?> both = new Schema<>();
      both.addAllOfItem(known);
      both.addAllOfItem(property);
      properties.put(name, both);
    }
  }

  void add(Schema<?> schema) {
    if (schema.getTypes() != null) {
      types.addAll(schema.getTypes());
    } else if (schema.getType() != null) {
      types.add(schema.getType());
    }
    nullable |= types.remove("null") || Boolean.TRUE.equals(schema.getNullable());
    format = format == null ? schema.getFormat() : format;
    description = description == null ? schema.getDescription() : description;
    maximum = maximum == null ? schema.getMaximum() : maximum;
    minimum = minimum == null ? schema.getMinimum() : minimum;
    contentType = contentType == null ? schema.getContentMediaType() : contentType;
    if ("binary".equals(schema.getContentEncoding())) {
      contentType = contentType == null ? "application/octet-stream" : contentType;
    } else {
      encoded |= schema.getContentEncoding() != null;
    }
    tuple |= schema.getPrefixItems() != null;
    if (schema.getItems() != null) {
      items = schema.getItems();
    }
    title = title == null ? schema.getTitle() : title;
    discriminator = discriminator == null ? schema.getDiscriminator() : discriminator;
    if (schema.getConst() != null && values.isEmpty()) {
      values = List.of(schema.getConst());
    }
    if (schema.getEnum() != null && values.isEmpty()) {
      List<Object> known = new ArrayList<>();
      for (Object value : schema.getEnum()) {
        if (value != null) {
          known.add(value);
        }
      }
      values = known;
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach(this::addProperty);
    }
    if (schema.getRequired() != null) {
      required.addAll(schema.getRequired());
    }
  }
}
