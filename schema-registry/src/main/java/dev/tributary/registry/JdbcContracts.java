package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.update;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Contracts in SQL. */
final class JdbcContracts {

  static final String CONTRACTS = "select graph, source, filter from contract";

  private JdbcContracts() {}

  static void set(Connection connection, ContractVariant contract, Instant at, String actor)
      throws SQLException {
    String graph = contract.graph().toString();
    update(connection, "delete from contract where graph = ?", graph);
    update(
        connection,
        "insert into contract (graph, source, filter) values (?, ?, ?)",
        graph,
        contract.source().toString(),
        ContractVariant.json(contract.filter()).toString());
    JdbcAuditLog.write(
        connection, at, actor, AuditEntry.Action.CONTRACT_SET, graph, contract.text());
  }

  static boolean remove(Connection connection, GraphId graph, Instant at, String actor)
      throws SQLException {
    boolean removed =
        update(connection, "delete from contract where graph = ?", graph.toString()) == 1;
    if (removed) {
      JdbcAuditLog.write(
          connection, at, actor, AuditEntry.Action.CONTRACT_REMOVED, graph.toString(), "");
    }
    return removed;
  }

  static ContractVariant read(ResultSet row) throws SQLException {
    try {
      return new ContractVariant(
          GraphId.parse(row.getString(1)).orElseThrow(),
          GraphId.parse(row.getString(2)).orElseThrow(),
          ContractVariant.filter(RegistryJson.parse(row.getString(3))));
    } catch (JsonProcessingException e) {
      throw new RegistryStoreException("a stored contract cannot be read", e);
    }
  }
}
