package dev.hone.engine.embedded;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/** Another's opinion on whether JSON fulfils a schema. */
final class SchemaCheck {

  private SchemaCheck() {}

  static List<Error> errors(String schema, String value) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(schema)
        .validate(value, InputFormat.JSON);
  }
}
