Feature: Hostile documents
  Somebody writes what makes a careless reader fetch, unfold, fall or choke. It is rejected as it comes, and the next
  honest message is taken as ever.

  Background:
    Given a journey into the country under test, secured by the partner's guarantor

  @BI08 @REQ-XNK-009 @REQ-XNK-003
  Scenario: An entity fetches a file
    When a document comes that fetches a file by an entity
    Then the document that fetches a file by an entity is rejected
    When a document comes that fetches a document type from elsewhere
    Then the document that fetches a document type from elsewhere is rejected
    And nothing of it is stored

  @BI09 @REQ-XNK-009 @REQ-XNK-003 @REQ-XNK-017
  Scenario: Entities multiply
    When a document comes whose entities multiply
    Then the document whose entities multiply is rejected
    And nothing of it is stored
    When the goods are declared, guaranteed and released
    Then the next advance data are taken as ever

  @BI10 @REQ-XNK-011 @REQ-XNK-003 @REQ-XNK-017
  Scenario: A message is too big for its receiver, and another one for the broker
    When a document comes of six mebibytes
    Then the document of six mebibytes is rejected
    And nothing of it is stored
    When a message of fifty megabytes is offered to the broker
    And the goods are declared, guaranteed and released
    Then the next advance data are taken as ever

  @BI11 @REQ-XNK-010 @REQ-XNK-003 @REQ-XNK-017
  Scenario: Elements are nested without end
    When a document comes nested two hundred thousand deep
    Then the document nested two hundred thousand deep is rejected
    And nothing of it is stored
    When the goods are declared, guaranteed and released
    Then the next advance data are taken as ever

  @BI12 @REQ-XNK-012 @REQ-XNK-003
  Scenario: The encoding is another one, or another one than it says
    When a document comes in UTF-16
    Then the document in UTF-16 is rejected
    When a document comes in ISO 8859-1
    Then the document in ISO 8859-1 is rejected
    When a document comes in ISO 8859-1 that says it is UTF-8
    Then the document in ISO 8859-1 that says it is UTF-8 is rejected
    When a document comes with a byte order mark
    Then the document with a byte order mark is rejected
    And nothing of it is stored

  @BI13 @REQ-XNK-013 @REQ-XNK-003
  Scenario: Characters that no text may hold
    When a document comes with a control character
    Then the document with a control character is rejected
    When a document comes that hides a control character in a reference
    Then the document that hides a control character in a reference is rejected
    When a document comes with the character U+FFFE
    Then the document with the character U+FFFE is rejected
    And nothing of it is stored

  @BI23 @REQ-XNK-011 @REQ-XNK-003 @REQ-XNK-016
  Scenario: The most items that are allowed, and one more
    When the goods are declared, guaranteed and released
    And advance data come with the most items that are allowed
    Then they are taken
    When a document comes of 10,000 items
    Then the document of 10,000 items is rejected
    And nothing of it is stored

  @BI24 @REQ-XNK-014 @REQ-XNK-003
  Scenario: A message is empty, or no text
    When a document comes that is empty
    Then the document that is empty is rejected
    When a document comes that travels as bytes instead of a text
    Then the document that travels as bytes instead of a text is rejected
    And nothing of it is stored
