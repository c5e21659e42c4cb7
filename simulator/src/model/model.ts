/**
 * The data model: standard objects, whose rows are views over what an admin mapped to them, and the objects that identity
 * resolution makes. Data Cloud shows a standard object only when it is used; here all are there, empty without a mapping.
 */
import type { Lake } from '../lake/lake.ts'
import type { Queryable } from '../lake/queryable.ts'
import type { Setup, SetupFollower, SetupState } from '../org/setup.ts'
import type { DataModelObject } from './data-model-object.ts'
import { viewScriptOf } from './model-views.ts'
import { standardObjects } from './standard-objects.ts'
import { unifiedObjectsOf } from './unified-objects.ts'

/** Everything with a name that ends in `__dlm`: standard objects first, then the outputs of each ruleset. */
export function modelOf(state: SetupState): readonly DataModelObject[] {
  return [...mappableObjectsOf(state), ...state.rulesets.flatMap(outputObjectsOf)]
}

/** The objects that lake objects can be mapped to. */
export function mappableObjectsOf(_state: SetupState): readonly DataModelObject[] {
  return standardObjects
}

function outputObjectsOf(ruleset: SetupState['rulesets'][number]): readonly DataModelObject[] {
  return unifiedObjectsOf(ruleset).flatMap(({ unified, link }) => [unified, link])
}

export function queryableOf(object: DataModelObject): Queryable {
  return {
    name: object.name,
    label: object.label,
    kind: 'DataModelObject',
    category: object.category,
    columns: object.fields,
    primaryKeyColumn: object.primaryKey,
    aliases: [],
  }
}

export type Model = {
  /** Makes the views for the first time; they are there for every query asked after this was called. */
  open(): Promise<void>
  /** Makes the views anew when streams or mappings change; it must follow after the lake, whose columns they name. */
  readonly follow: SetupFollower
}

export function createModel({
  lake,
  setup,
}: {
  readonly lake: Lake
  readonly setup: Setup
}): Model {
  const define = async (state: SetupState) => {
    const objects = mappableObjectsOf(state)
    const script = objects.map((object) => viewScriptOf(object, state.mappings, lake.objects()))
    await lake.define('model', objects.map(queryableOf), script.join('\n'))
  }
  return {
    open: () => define(setup.state()),
    follow: async (before, after) => {
      if (before.streams === after.streams && before.mappings === after.mappings) return
      await define(after)
    },
  }
}
