// Composes and plans with the reference implementation. Reads cases from standard input and writes answers to
// standard output, both JSON; see dev.tributary.samples.reference.Reference for their form.
import { readFileSync, writeSync } from 'node:fs';
import { parse, printSchema } from 'graphql';
import { composeServices } from '@apollo/composition';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';

const attempt = (action) => {
  try {
    return action();
  } catch (error) {
    return { error: String(error?.message ?? error) };
  }
};

// Some operations would keep it busy for hours.
const LIMITS = { debug: { maxEvaluatedPlans: 2000, pathsLimit: 500 } };

// Fetches, and how many of them run one after the other at most.
const count = (node) => {
  switch (node?.kind) {
    case 'QueryPlan':
    case 'Flatten':
      return count(node.node);
    case 'Fetch':
      return { fetches: 1, stages: 1 };
    case 'Sequence':
    case 'Parallel': {
      const all = node.nodes.map(count);
      const stages = all.map((one) => one.stages);
      return {
        fetches: all.reduce((sum, one) => sum + one.fetches, 0),
        stages: node.kind === 'Parallel' ? Math.max(...stages) : stages.reduce((sum, one) => sum + one, 0),
      };
    }
    case 'Condition': {
      const [yes, no] = [count(node.ifClause), count(node.elseClause)];
      return { fetches: yes.fetches + no.fetches, stages: Math.max(yes.stages, no.stages) };
    }
    case 'Subscription': {
      const [event, rest] = [count(node.primary), count(node.rest)];
      return { fetches: event.fetches + rest.fetches, stages: event.stages + rest.stages };
    }
    case undefined:
      return { fetches: 0, stages: 0 };
    default:
      throw new Error(`unexpected plan node ${node.kind}`);
  }
};

const read = (sdl, operations) =>
  attempt(() => {
    const supergraph = Supergraph.buildForTests(sdl, true);
    const api = supergraph.apiSchema();
    const planner = operations.length > 0 ? new QueryPlanner(supergraph, LIMITS) : undefined;
    return {
      api: printSchema(api.toGraphQLJSSchema()),
      plans: operations.map((operation) =>
        attempt(() => count(planner.buildQueryPlan(operationFromDocument(api, parse(operation)))))),
    };
  });

const compose = (subgraphs) => {
  const composed = attempt(() =>
    composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }))));
  if (composed.supergraphSdl) {
    return { supergraph: composed.supergraphSdl };
  }
  return composed.errors
    ? { errors: composed.errors.map((error) => error.extensions?.code ?? 'UNKNOWN') }
    : { error: composed.error };
};

const answers = JSON.parse(readFileSync(0, 'utf8')).map(({ subgraphs, supergraph, operations }) => {
  const composition = compose(subgraphs);
  return {
    composition,
    theirs: composition.supergraph ? read(composition.supergraph, operations) : null,
    ours: supergraph ? read(supergraph, operations) : null,
  };
});
const text = Buffer.from(JSON.stringify(answers));
for (let at = 0; at < text.length; ) {
  at += writeSync(1, text, at);
}
