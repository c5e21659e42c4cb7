/**
 * How a lake object's columns become the fields of a data model object. What maps to one field of one
 * object is decided by an admin; the rows are a view, so that they are never out of date.
 */
export type DataModelMapping = {
  /** Unique in the org: `<source object>_<target object>`. */
  readonly name: string
  /** A lake object's name: `page_view_dataset_12345_…__dll`. */
  readonly sourceObject: string
  /** `ssot__WebsiteEngagement__dlm`. */
  readonly targetObject: string
  readonly fields: readonly FieldMapping[]
}

export type FieldMapping = {
  /** `event_id__c`. */
  readonly source: string
  /** `ssot__Id__c`. */
  readonly target: string
}
