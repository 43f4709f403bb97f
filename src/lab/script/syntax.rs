//! What a script is made of once it has been read.

/// Statements, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::lab) struct Block {
    /// The statements.
    pub(super) statements: Vec<Statement>,
}

/// One statement and the line that it begins in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) line: usize,
    pub(super) what: What,
}

/// What a statement does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Command(Call),
    Put(Expression),
    Log(Expression, Expression),
    Delay(Expression),
    Error(Expression),
    Return(Option<Expression>),
    Local(String, Option<Expression>),
    Global(String, Option<Expression>),
    Set(String, Option<Expression>),
    If(Expression, Block, Block),
    Try(Block, Option<Block>),
    While {
        condition: Expression,
        body: Block,
        first: bool,
    },
    Each(String, Expression, Block),
    Count {
        name: String,
        from: Expression,
        to: Expression,
        step: Option<Expression>,
        body: Block,
    },
    Block(Block),
    /// `[[:parse text]]`: a text that is read and run when it comes to it.
    Parsed(Expression),
    Value(Expression),
}

/// A command of the router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    /// Its directory.
    pub(super) path: String,
    /// Its name.
    pub(super) verb: String,
    /// Its arguments; unnamed ones have their names by now. A flag has no value.
    pub(super) arguments: Vec<(String, Option<Expression>)>,
    /// What `find` shall find.
    pub(super) condition: Option<Condition>,
}

/// Something that has a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    /// A word or number, as it is written.
    Word(String),
    /// A text in quotes, in parts.
    Text(Vec<Expression>),
    Variable(String),
    List(Vec<Expression>),
    /// What a statement in brackets comes to.
    Result(Box<Statement>),
    Function(Function, Box<Expression>),
    Not(Box<Expression>),
    Minus(Box<Expression>),
    Both(Operator, Box<Expression>, Box<Expression>),
}

/// Functions of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Length,
    ToText,
    ToNumber,
}

/// What stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Below,
    Above,
    AtMost,
    AtLeast,
    Like,
    Join,
    Plus,
    Minus,
    Times,
    By,
    Append,
}

/// What `find` shall find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    Field(String),
    Compare(String, Operator, Expression),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}
