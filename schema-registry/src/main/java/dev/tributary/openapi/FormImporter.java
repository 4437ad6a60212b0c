package dev.tributary.openapi;

import dev.tributary.openapi.RestType.EnumRef;
import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.ObjectRef;
import dev.tributary.openapi.RestType.Scalar;
import io.swagger.v3.oas.models.media.Encoding;
import io.swagger.v3.oas.models.media.Encoding.StyleEnum;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how a form's properties are written (OpenAPI, "Encoding Object"). */
final class FormImporter {

  static final String URL_ENCODED = "application/x-www-form-urlencoded";
  static final String MULTIPART = "multipart/form-data";

  /** Files are given as {@code data:} URLs (RFC 2397), which also say of which type they are. */
  private static final RestType FILE = new Scalar("DataUrl");

  private static final Pattern MEDIA_TYPE = Pattern.compile("[A-Za-z0-9.+_-]+/[A-Za-z0-9.+_-]+");

  private final Components components;
  private final RestTypes types;

  FormImporter(Components components, RestTypes types) {
    this.components = components;
    this.types = types;
  }

  RestForm urlEncoded(MediaType media, RestType type) {
    List<String> repeated = new ArrayList<>();
    List<String> joined = new ArrayList<>();
    if (type instanceof ObjectRef object) {
      for (RestField field : types.object(object).fields()) {
        // Items that are objects must be told apart: they keep their index.
        if (field.type() instanceof ListOf(RestType item)
            && (item instanceof Scalar || item instanceof EnumRef)
            && !item.equals(RestType.JSON)) {
          Encoding encoding = encoding(media, field.wireName());
          boolean deep = encoding != null && encoding.getStyle() == StyleEnum.DEEP_OBJECT;
          if (encoding != null && Boolean.FALSE.equals(encoding.getExplode())) {
            joined.add(field.wireName());
          } else if (!deep) {
            repeated.add(field.wireName());
          }
        }
      }
    }
    return new RestForm(repeated, joined, List.of());
  }

  /** Properties that are files have another type from here on. */
  RestForm multipart(MediaType media, RestType type, String pointer) {
    List<RestForm.Part> parts = new ArrayList<>();
    if (type instanceof ObjectRef ref && media.getSchema() != null) {
      Map<String, Schema<?>> schemas = components.form(media.getSchema(), pointer).properties;
      RestObject object = types.object(ref);
      List<RestField> fields = new ArrayList<>();
      for (RestField field : object.fields()) {
        Encoding encoding = encoding(media, field.wireName());
        Schema<?> schema = schemas.get(field.wireName());
        boolean file = schema != null && isFile(schema, field.type(), pointer);
        String said = encoding == null ? null : encoding.getContentType();
        String mediaType = said != null && MEDIA_TYPE.matcher(said).matches() ? said : null;
        if (file || mediaType != null) {
          parts.add(new RestForm.Part(field.wireName(), file, mediaType));
        }
        fields.add(
            !file
                ? field
                : field.withType(field.type() instanceof ListOf ? new ListOf(FILE) : FILE));
      }
      types.objects().put(ref.name(), object.withFields(fields));
    }
    return new RestForm(List.of(), List.of(), parts);
  }

  private static @Nullable Encoding encoding(MediaType media, String property) {
    return media.getEncoding() == null ? null : media.getEncoding().get(property);
  }

  private boolean isFile(Schema<?> schema, RestType type, String pointer) {
    SchemaForm form = components.form(schema, pointer);
    if (type instanceof ListOf(RestType item)) {
      return form.items != null && isFile(form.items, item, pointer);
    }
    // OpenAPI 3.1 says it by the media type of what is no text in JSON.
    return type.equals(FILE)
        || type.equals(new Scalar("String"))
            && ("binary".equals(form.format) || form.contentType != null && !form.encoded)
        || type.equals(RestType.JSON) && form.contentType != null && form.types.isEmpty();
  }
}
